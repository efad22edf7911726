namespace PolicyGuard.Intent.Learning;

/// <summary>A tool as it was seen.</summary>
/// <param name="Upstream">Its upstream, or null.</param>
/// <param name="Name">Its canonical name.</param>
public readonly record struct LearnedTool(string? Upstream, string Name);

/// <summary>What one flow shows: its tools, each with how often, and which directly followed which. A null stands for the start.</summary>
internal sealed class LearnedFlow
{
    public Dictionary<LearnedTool, long> Tools { get; } = [];

    public HashSet<(LearnedTool? From, LearnedTool To)> Steps { get; } = [];

    private LearnedTool? _last;

    public void Add(LearnedTool tool)
    {
        Tools[tool] = Tools.GetValueOrDefault(tool) + 1;
        Steps.Add((_last, tool));
        _last = tool;
    }
}
