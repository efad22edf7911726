namespace PolicyGuard.Intent.Learning;

/// <summary>What was learned from recorded flows, with the numbers that say how far it can be believed.</summary>
public sealed class IntentProposal
{
    private readonly Dictionary<LearnedTool, (long Calls, long Flows)> _tools = [];
    private readonly Dictionary<(LearnedTool? From, LearnedTool To), long> _steps = [];

    internal IntentProposal(string name, IReadOnlyList<LearnedFlow> flows, long calls, long leftAside)
    {
        (Name, Flows, Calls, LeftAside) = (name, flows.Count, calls, leftAside);
        foreach (var flow in flows)
        {
            foreach (var (tool, count) in flow.Tools)
            {
                var seen = _tools.GetValueOrDefault(tool);
                _tools[tool] = (seen.Calls + count, seen.Flows + 1);
            }

            foreach (var step in flow.Steps)
            {
                _steps[step] = _steps.GetValueOrDefault(step) + 1;
            }
        }

        Predicted = flows.Count(flow => flow.Steps.All(step => _steps[step] > 1));
        HasUpstreams = _tools.Keys.Select(static tool => tool.Upstream).Distinct().Skip(1).Any();
    }

    /// <summary>The proposed policy's name.</summary>
    public string Name { get; }

    /// <summary>How many flows were learned from.</summary>
    public int Flows { get; }

    /// <summary>How many calls.</summary>
    public long Calls { get; }

    /// <summary>How many calls were left aside.</summary>
    public long LeftAside { get; }

    /// <summary>
    /// How many of the flows a policy would let pass that was learned from the others alone: what the proposal is likely to do to the next flow.
    /// </summary>
    public int Predicted { get; }

    /// <summary>Whether the tools live at several upstreams; then their names carry them.</summary>
    public bool HasUpstreams { get; }

    /// <summary>The tools in the order of their names: how many calls, in how many flows.</summary>
    public IEnumerable<(LearnedTool Tool, long Calls, long Flows)> Tools =>
        _tools.Select(static pair => (pair.Key, pair.Value.Calls, pair.Value.Flows)).OrderBy(tool => Pattern(tool.Key), StringComparer.Ordinal);

    /// <summary>What directly followed a tool, or began flows where it is null, and in how many flows.</summary>
    /// <param name="from">The tool.</param>
    public IEnumerable<(LearnedTool Tool, long Flows)> After(LearnedTool? from) =>
        _steps.Where(step => step.Key.From == from).Select(static step => (step.Key.To, step.Value)).OrderBy(step => Pattern(step.To), StringComparer.Ordinal);

    /// <summary>The glob that meets this tool and no other: of several upstreams with its upstream's name.</summary>
    public string Pattern(LearnedTool tool) => HasUpstreams ? tool.WithUpstream : tool.Plain ?? tool.WithUpstream;

    /// <summary>The policy as a file that loads, with what it rests on in comments.</summary>
    public string ToYaml() => ProposalYaml.Of(this);
}
