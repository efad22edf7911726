namespace PolicyGuard.Intent.Learning;

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
