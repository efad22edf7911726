namespace PolicyGuard.Governance.Policies;

/// <summary>How much may be made at run time. Files, which an operator writes, know no such bounds; <c>docs/policies.md</c> names these.</summary>
public static class PolicyBounds
{
    /// <summary>The most policies that the store keeps, disabled ones included. Nothing is ever removed; an id that is no longer needed can be used for something else.</summary>
    public const int MaxPolicies = 1000;

    /// <summary>The most versions of one policy that are made without the right to loosen: nothing is removed, so an agent in a loop must come to an end.</summary>
    public const int MaxVersions = 500;

    /// <summary>The most rules of one policy.</summary>
    public const int MaxRules = 200;

    /// <summary>The most rules of all enabled policies together.</summary>
    public const int MaxRulesInForce = 10_000;

    /// <summary>The longest text of <c>rules</c>, in bytes of UTF-8.</summary>
    public const int MaxRulesBytes = 128 * 1024;

    /// <summary>The longest pattern, in UTF-16 units.</summary>
    public const int MaxPattern = 512;

    /// <summary>The longest message of a rule, and the longest description of a policy, in UTF-16 units.</summary>
    public const int MaxText = 2000;

    /// <summary>The longest name of a policy, in UTF-16 units.</summary>
    public const int MaxName = 200;

    /// <summary>The longest id of a policy.</summary>
    public const int MaxId = 100;
}
