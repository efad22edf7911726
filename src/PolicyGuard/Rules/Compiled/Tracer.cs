using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Walks a rule set the slow way and writes down what it sees. Uses no index, so it also tells when the index is wrong.</summary>
internal static class Tracer
{
    public static RuleTrace Trace(RuleSet rules, in RuleQuery query)
    {
        var verdict = rules.Decide(query);
        var steps = new List<RuleStep>();
        var scratch = rules.BeginTrace();
        foreach (var set in rules.Sets)
        {
            var ended = false;
            foreach (var rule in set.Rules)
            {
                if (ended)
                {
                    steps.Add(Step(rule, RuleStepResult.NotAsked, []));
                    continue;
                }

                var (outcome, conditions) = Ask(rule, query, scratch);
                steps.Add(Step(rule, Result(outcome), conditions));
                ended = set.Combine == Combine.FirstMatch && outcome == Outcome.Yes;
            }
        }

        scratch.End();
        return new RuleTrace(verdict, steps);
    }

    private static (Outcome Outcome, List<ConditionStep> Steps) Ask(CompiledRule rule, in RuleQuery query, DecisionScratch scratch)
    {
        var steps = new List<ConditionStep>();
        var least = Name(rule, query);
        if (rule.Rule.Tools.Count > 0)
        {
            steps.Add(new ConditionStep("tools", string.Join(", ", rule.Rule.Tools), query.Target.Shown, Result(least), null));
        }

        foreach (var condition in rule.Conditions)
        {
            if (least == Outcome.No)
            {
                break;
            }

            string? error = null;
            var outcome = condition.Evaluate(query, scratch, ref error);
            steps.Add(new ConditionStep(condition.Key, condition.Wanted, condition.Found(query), Result(outcome), error));
            least = outcome < least ? outcome : least;
        }

        return (least == Outcome.Maybe && rule.Effect == Calls.Effect.Allow ? Outcome.No : least, steps);
    }

    /// <summary>Whether everything that a rule asks for holds of a call.</summary>
    public static bool Matches(CompiledRule rule, RuleSet rules, in RuleQuery query)
    {
        var scratch = rules.BeginTrace();
        var matches = rule.Evaluate(query, scratch, Name(rule, query), out _) == Outcome.Yes;
        scratch.End();
        return matches;
    }

    /// <summary>The rules that match a call, each for itself: also those that an earlier rule keeps from being asked.</summary>
    public static IReadOnlyList<CompiledRule> Matching(RuleSet rules, RuleQuery query)
    {
        var scratch = rules.BeginTrace();
        rules.Find(query, scratch);
        var named = scratch.Candidates.ToArray().Order().Select(rules.Rule).ToArray();
        var matching = named.Where(r => r.Evaluate(query, scratch, scratch.NameOutcome(r.Ordinal), out _) == Outcome.Yes).ToArray();
        scratch.End();
        return matching;
    }

    /// <summary>Whether one of a rule's tool patterns matches, one after the other.</summary>
    internal static Outcome Name(CompiledRule rule, in RuleQuery query)
    {
        if (rule.Rule.Tools.Count == 0)
        {
            return Outcome.Yes;
        }

        var best = Outcome.No;
        foreach (var pattern in rule.Rule.Tools)
        {
            if (pattern.MatchesAll || pattern.Matches(query.Target, wide: false, query.Upstream))
            {
                return Outcome.Yes;
            }

            best = rule.Effect != Calls.Effect.Allow && pattern.Matches(query.Target, wide: true, query.Upstream) ? Outcome.Maybe : best;
        }

        return best;
    }

    private static RuleStep Step(CompiledRule rule, RuleStepResult result, IReadOnlyList<ConditionStep> conditions) =>
        new(rule.Policy.Name, rule.Rule.Id, rule.Policy.Path, rule.Rule.Line, rule.Effect, result, conditions);

    private static RuleStepResult Result(Outcome outcome) => outcome switch
    {
        Outcome.Yes => RuleStepResult.Match,
        Outcome.Maybe => RuleStepResult.DoubtfulMatch,
        Outcome.Unknown => RuleStepResult.Unknown,
        _ => RuleStepResult.NoMatch,
    };
}
