namespace PolicyGuard.Taint.ToolScan;

/// <summary>A tool among others.</summary>
/// <param name="Upstream">Its upstream's name.</param>
/// <param name="Name">Its name, as the upstream spells it.</param>
/// <param name="Definition">Its definition, canonical JSON.</param>
public sealed record ListedTool(string Upstream, string Name, string Definition);
