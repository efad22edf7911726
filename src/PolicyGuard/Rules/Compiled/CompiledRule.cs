using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>A rule, ready to be asked.</summary>
internal sealed class CompiledRule
{
    public CompiledRule(int ordinal, int set, PolicyDocument policy, RuleDocument rule, Condition[] conditions)
    {
        Ordinal = ordinal;
        Set = set;
        Policy = policy;
        Rule = rule;
        Conditions = conditions;
        Match = new RuleMatch(policy.Name, rule.Id, rule.Effect, rule.Message ?? rule.Description, rule.Owasp) { Result = rule.Result };
        Alone = new RuleVerdict(rule.Effect, [Match], IsDefault: false, DefaultSource: null);
    }

    /// <summary>The rule's place in its rule set; smaller speaks first.</summary>
    public int Ordinal { get; }

    /// <summary>The policy set to which it belongs.</summary>
    public int Set { get; }

    public PolicyDocument Policy { get; }

    public RuleDocument Rule { get; }

    public Effect Effect => Rule.Effect;

    /// <summary>All conditions but the name's, the cheapest first.</summary>
    public Condition[] Conditions { get; }

    /// <summary>What the verdict says of the rule.</summary>
    public RuleMatch Match { get; }

    /// <summary>The verdict where this rule is the only one that matches.</summary>
    public RuleVerdict Alone { get; }

    /// <summary>Whether the rule says what it says of every call alike.</summary>
    public bool SpeaksAlike => Policy.Dialect != PolicyDialect.Governance || Rule.Message is not null || Effect != Effect.Deny || Rule.TrustBelow is null;

    /// <summary>What the verdict on a call says of the rule. A governance rule about trust that has no message tells what is missing.</summary>
    public RuleMatch MatchFor(in RuleQuery query) => SpeaksAlike
        ? Match
        : Match with { Message = $"Tool '{query.Target.Shown}' requires trust level '{Rule.TrustBelow!.Value.Name()}', agent has '{query.Trust.Name()}'" };

    /// <summary>Whether the rule matches a call whose name matches as surely as given. A rule that allows never matches by doubt.</summary>
    public Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, Outcome name, out string? error)
    {
        error = null;
        var least = name;
        foreach (var condition in Conditions)
        {
            var outcome = condition.Evaluate(query, scratch, ref error);
            if (outcome == Outcome.No)
            {
                return Outcome.No;
            }

            least = outcome < least ? outcome : least;
        }

        return least == Outcome.Maybe && Effect == Effect.Allow ? Outcome.No : least;
    }
}
