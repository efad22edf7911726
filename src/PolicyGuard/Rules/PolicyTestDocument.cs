using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>A test that a policy file carries: a call, and what the policies in force must say of it.</summary>
public sealed record PolicyTestDocument
{
    /// <summary>What the test says, for people.</summary>
    public required string Name { get; init; }

    /// <summary>1-based line of the test in its file.</summary>
    public required int Line { get; init; }

    /// <summary>The tool, or the URI of the resource.</summary>
    public required CanonicalName Target { get; init; }

    /// <summary>The upstream, or null.</summary>
    public string? Upstream { get; init; }

    /// <summary>The action type.</summary>
    public required string ActionType { get; init; }

    /// <summary>The agent's trust.</summary>
    public required TrustLevel Trust { get; init; }

    /// <summary>The arguments.</summary>
    public Arguments Arguments { get; init; } = Arguments.Empty;

    /// <summary>The labels of the arguments.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>The surroundings.</summary>
    public CallContext Context { get; init; } = CallContext.Empty;

    /// <summary>What must come out.</summary>
    public required PolicyTestExpectation Expect { get; init; }
}

/// <summary>What a policy test expects. What is null is not looked at.</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Rule">The id of a rule that decided, <c>policy/rule</c> where it belongs to another policy.</param>
/// <param name="NoRule">Whether a default must have decided.</param>
/// <param name="Message">A part of the message of the rule that decided, in any letter case.</param>
/// <param name="Reason">The reason id: <c>policy.rule</c> or <c>policy.default</c>.</param>
public sealed record PolicyTestExpectation(Effect? Effect, string? Rule, bool NoRule, string? Message, string? Reason);
