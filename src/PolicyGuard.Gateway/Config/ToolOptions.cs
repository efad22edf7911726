namespace PolicyGuard.Gateway.Config;

/// <summary>What is done where a tool's definition is suspected.</summary>
public enum ToolCheck
{
    /// <summary>The tool is hidden and refused until a human accepts it.</summary>
    Enforce,

    /// <summary>The operator is told; the tool is pinned.</summary>
    Warn,

    /// <summary>Nothing is looked at.</summary>
    Off,
}

/// <summary>How definitions of tools are looked at when they are first seen.</summary>
/// <param name="Scan">Where a definition reads as if it gave orders to agents. Default: enforce.</param>
/// <param name="Collisions">Where a tool's name or description is, or looks like, that of another upstream's tool or one of ours. Default: warn.</param>
public sealed record ToolOptions(ToolCheck Scan = ToolCheck.Enforce, ToolCheck Collisions = ToolCheck.Warn);
