using PolicyGuard.Text;

namespace PolicyGuard.Intent.Learning;

/// <summary>
/// Proposes an intent policy from flows that went well: the tools that were called, and which followed which. It takes whatever it is given for
/// good; who chooses the flows vouches for them.
/// </summary>
public sealed class IntentLearner
{
    /// <summary>The most flows that are learned from; further ones are counted and left aside.</summary>
    public const int MostFlows = 100_000;

    private readonly Dictionary<string, LearnedFlow> _flows = new(StringComparer.Ordinal);

    /// <summary>How many calls were learned from.</summary>
    public long Calls { get; private set; }

    /// <summary>How many calls were left aside, because no pattern meets their tool alone, or their flow came after <see cref="MostFlows"/> others.</summary>
    public long LeftAside { get; private set; }

    /// <summary>Learns from one call; calls of one flow have to come in their order.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="upstream">The upstream at which the tool lives, or null.</param>
    /// <param name="tool">The tool's name.</param>
    public void Add(string flow, string? upstream, string tool)
    {
        if (!CanonicalName.TryCreate(tool, out var name, out _) || LearnedTool.Of(upstream, name!) is not { } seen || (_flows.Count >= MostFlows && !_flows.ContainsKey(flow)))
        {
            LeftAside++;
            return;
        }

        Calls++;
        if (!_flows.TryGetValue(flow, out var learned))
        {
            _flows[flow] = learned = new LearnedFlow();
        }

        learned.Add(seen);
    }

    /// <summary>What was learned.</summary>
    /// <param name="name">The proposed policy's name.</param>
    public IntentProposal Propose(string name) => new(name, [.. _flows.Values], Calls, LeftAside);
}
