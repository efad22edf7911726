namespace PolicyGuard.Taint.ToolScan;

/// <summary>One difference between two definitions of a tool.</summary>
/// <param name="Pointer">RFC 6901 pointer to what differs.</param>
/// <param name="Before">The value before, as JSON; null where there was none.</param>
/// <param name="After">The value after, as JSON; null where there is none.</param>
public sealed record DefinitionChange(string Pointer, string? Before, string? After);
