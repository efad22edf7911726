using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Flow;

/// <summary>The operator's choices about what flows from results into calls.</summary>
public sealed record TaintOptions
{
    /// <summary>What is done about what a flow says. Default <see cref="FlowMode.Enforce"/>.</summary>
    public FlowMode Mode { get; init; }

    /// <summary>How much is remembered.</summary>
    public FlowLimits Limits { get; init; } = FlowLimits.Default;

    /// <summary>Whether text that speaks to the agent is looked for in results. Default yes.</summary>
    public bool FindsInstructions { get; init; } = true;

    /// <summary>What upstreams are trusted, by name; all others are not.</summary>
    public IReadOnlyDictionary<string, SourceTrust> Upstreams { get; init; } = new Dictionary<string, SourceTrust>();

    /// <summary>What tools are trusted, whatever their upstream; the first that matches counts.</summary>
    public IReadOnlyList<(NamePattern Tools, SourceTrust Trust)> Sources { get; init; } = [];

    /// <summary>What tools do, where their names say something else; the first that matches counts.</summary>
    public IReadOnlyList<(NamePattern Tools, SinkKind Kind)> Sinks { get; init; } = [];

    /// <summary>What arguments are, where their names say something else: the tool, the argument, and whether it steers the call.</summary>
    public IReadOnlyList<(NamePattern Tools, string Argument, bool IsControl)> Arguments { get; init; } = [];

    /// <summary>Tools that clean what they are given: what they answer counts as trusted.</summary>
    public IReadOnlyList<NamePattern> Sanitizers { get; init; } = [];

    /// <summary>What the operator says of the source of a call's result.</summary>
    public SourceTrust TrustOf(CanonicalName tool, string? upstream)
    {
        ArgumentNullException.ThrowIfNull(tool);
        foreach (var (tools, trust) in Sources)
        {
            if (tools.Matches(tool, wide: trust != SourceTrust.Trusted, upstream))
            {
                return trust;
            }
        }

        return upstream is not null && Upstreams.TryGetValue(upstream, out var known) ? known : SourceTrust.Untrusted;
    }
}
