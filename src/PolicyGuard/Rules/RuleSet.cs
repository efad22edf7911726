using PolicyGuard.Calls;

namespace PolicyGuard.Rules;

/// <summary>All policies compiled together: immutable, thread-safe, swapped whole.</summary>
public sealed class RuleSet
{
    private readonly RuleVerdict _default;

    private RuleSet(Effect defaultAction) => _default = new RuleVerdict(defaultAction, [], IsDefault: true, "default_action");

    /// <summary>A set without policies: every call gets the default.</summary>
    public static RuleSet WithoutPolicies(Effect defaultAction) => new(defaultAction);

    /// <summary>SHA-256 (lower-case hex) over the canonical form of everything that was compiled.</summary>
    public string Hash { get; } = "";

    /// <summary>What the rules say of a call. Pure; allocates nothing where a call is plainly allowed.</summary>
    public RuleVerdict Decide(in RuleQuery query) => _default;
}
