using System.Text.RegularExpressions;

namespace PolicyGuard.Rules.Conditions;

/// <summary>The arguments hold something. Equal conditions of several rules are one object and are evaluated once per decision.</summary>
internal sealed class ArgumentCondition(ArgumentPattern pattern, int slot, int[] keyIds) : Condition
{
    /// <summary>The pattern as written.</summary>
    public ArgumentPattern Pattern => pattern;

    /// <summary>The place of the condition among those of its rule set.</summary>
    public int Slot => slot;

    public override string Key => $"args.{pattern.Key}";

    public override string Wanted => pattern.Predicate.ToString();

    public override Outcome Evaluate(in RuleQuery query, DecisionScratch scratch, ref string? error)
    {
        if (query.Arguments is null)
        {
            return Outcome.Unknown;
        }

        if (!scratch.TryRecall(slot, out var outcome, ref error))
        {
            string? why = null;
            outcome = Look(scratch.View(query.Arguments), ref why);
            scratch.Remember(slot, outcome, why);
            error ??= why;
        }

        return outcome;
    }

    private Outcome Look(ArgumentView view, ref string? error)
    {
        if (view.Fault is { } fault)
        {
            error = fault;
            return Outcome.Maybe;
        }

        try
        {
            var tally = default(Tally);
            if (pattern.Key.IsEverywhere)
            {
                view.Tally(0, pattern.Predicate, ref tally);
            }
            else
            {
                for (var node = 0; node < view.Count; node++)
                {
                    if (pattern.Key.Steps is { } steps ? view.IsAt(node, steps) : view.HasKey(node, keyIds))
                    {
                        view.Tally(node, pattern.Predicate, ref tally);
                    }
                }
            }

            return pattern.Predicate switch
            {
                ValuePredicate.Present => tally.Places > 0 ? Outcome.Yes : Outcome.No,
                ValuePredicate.Absent => tally.Places > 0 ? Outcome.No : Outcome.Yes,
                _ => tally.Hits == 0 ? Outcome.No : tally.Misses == 0 ? Outcome.Yes : Outcome.Maybe,
            };
        }
        catch (RegexMatchTimeoutException)
        {
            error = $"the pattern for `{pattern.Key}` took too long";
            return Outcome.Maybe;
        }
    }

    public override string Found(in RuleQuery query) => query.Arguments is null ? "not known" : "see the arguments";
}
