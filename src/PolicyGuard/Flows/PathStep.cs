using PolicyGuard.Text;

namespace PolicyGuard.Flows;

/// <summary>A tool that was let through in a flow.</summary>
/// <param name="Upstream">The upstream at which it lives, or null.</param>
/// <param name="Tool">Its name; as written it may have had other letters, only the canonical form is remembered.</param>
/// <param name="Move">The number of the flow's move by which it became the last tool, from 1.</param>
public sealed record PathStep(string? Upstream, CanonicalName Tool, long Move)
{
    /// <summary>Whether this is the same tool of the same upstream.</summary>
    public bool Is(string? upstream, CanonicalName tool) => Tool.Full == tool.Full && Upstream == upstream;
}
