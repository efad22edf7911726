using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>
/// A rule as written. A list that is empty asks for nothing; a rule matches where everything that it asks for holds.
/// </summary>
public sealed record RuleDocument
{
    /// <summary>The rule's id, unique in its policy.</summary>
    public required string Id { get; init; }

    /// <summary>1-based line of the rule in its file.</summary>
    public required int Line { get; init; }

    /// <summary>1-based column of the rule in its file.</summary>
    public required int Column { get; init; }

    /// <summary>What the rule is for, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>What the rule asks for.</summary>
    public required Effect Effect { get; init; }

    /// <summary>The message for people; null where the rule has none of its own.</summary>
    public string? Message { get; init; }

    /// <summary>Identifiers of the OWASP lists, for example <c>ASI02</c>.</summary>
    public IReadOnlyList<string> Owasp { get; init; } = [];

    /// <summary>The rule's place; which end goes first depends on the dialect (see <c>docs/policies.md</c>).</summary>
    public int Priority { get; init; } = 100;

    /// <summary>Whether the rule takes part in decisions.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Patterns for the tool, resource or prompt; one has to match.</summary>
    public IReadOnlyList<NamePattern> Tools { get; init; } = [];

    /// <summary>Patterns for the upstream's name; one has to match.</summary>
    public IReadOnlyList<NamePattern> Upstreams { get; init; } = [];

    /// <summary>Patterns for the action type; one has to match.</summary>
    public IReadOnlyList<NamePattern> ActionTypes { get; init; } = [];

    /// <summary>The agent's trust has to be below this level.</summary>
    public TrustLevel? TrustBelow { get; init; }

    /// <summary>The agent's trust has to be at least this level.</summary>
    public TrustLevel? TrustAtLeast { get; init; }

    /// <summary>What the arguments have to hold; every entry has to match.</summary>
    public IReadOnlyList<ArgumentPattern> Args { get; init; } = [];

    /// <summary>Labels of the arguments; one has to be set.</summary>
    public LabelSet Labels { get; init; }

    /// <summary>Whether any <c>custom:*</c> label will do as well.</summary>
    public bool AnyCustomLabel { get; init; }

    /// <summary>What the flow says of the call; one has to be said.</summary>
    public IReadOnlyList<string> Flow { get; init; } = [];

    /// <summary>What the operator says of the surroundings; every entry has to match.</summary>
    public IReadOnlyList<ContextPattern> Context { get; init; } = [];

    /// <summary>What has to be done about what is found in the results of calls that the rule matches; says nothing where the rule does not.</summary>
    public Obligations Result { get; init; } = Obligations.None;
}
