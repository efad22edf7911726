using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>Everything that a rule may look at. Each member has one trusted source; nothing here can be set by another member's owner.</summary>
public readonly struct RuleQuery
{
    /// <summary>The tool, URI, prompt or method.</summary>
    public required CanonicalName Target { get; init; }

    /// <summary>The upstream's name, or null.</summary>
    public string? Upstream { get; init; }

    /// <summary><c>tool_call</c>, <c>resource_access</c> and so on.</summary>
    public required string ActionType { get; init; }

    /// <summary>The agent's trust, after caps.</summary>
    public required TrustLevel Trust { get; init; }

    /// <summary>The arguments; null while a list is filtered, where they are not known yet. Then a rule that asks for arguments or labels neither matches nor fails to.</summary>
    public Arguments? Arguments { get; init; }

    /// <summary>The labels of the arguments.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>What the flow says of the call, such as <c>untrusted_control</c>; null where it says nothing.</summary>
    public IReadOnlyList<string>? Flow { get; init; }

    /// <summary>What the operator says of the surroundings.</summary>
    public CallContext Context { get; init; }
}
