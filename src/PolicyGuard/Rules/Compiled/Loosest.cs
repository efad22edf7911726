using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>
/// The verdict of a call whose arguments are not known yet: the loosest that any arguments could get. A list must not hide a tool that
/// some call could use, and must hide one that none can.
/// </summary>
internal static class Loosest
{
    // “No rule of this set matches” is looser than any effect.
    private const int Silent = -1;
    private const int Impossible = int.MaxValue;

    /// <summary>The verdict of at least one hit, one of which depends on arguments. The list is used up.</summary>
    public static RuleVerdict Of(IReadOnlyList<CompiledSet> sets, List<Hit> hits, RuleVerdict @default, in RuleQuery query)
    {
        hits.Sort(static (a, b) => a.Rule.Ordinal.CompareTo(b.Rule.Ordinal));
        var options = new Option[sets.Count];
        for (var set = 0; set < sets.Count; set++)
        {
            options[set] = sets[set].Combine == Combine.FirstMatch ? FirstMatch(hits, set) : Strictest(hits, set);
        }

        var effect = (Effect)Math.Min(AllSilent(options, @default.Effect), OneSpeaks(options));
        hits.RemoveAll(h => h.Rule.Effect > effect);
        hits.Sort(static (a, b) => b.Rule.Effect.CompareTo(a.Rule.Effect));
        return hits.Count > 0
            ? new RuleVerdict(effect, Verdicts.Matches(hits, query), IsDefault: false, DefaultSource: null)
            : @default with { Effect = effect };
    }

    private static Option Strictest(List<Hit> hits, int set)
    {
        var (doubt, sure, possible) = (Silent, Silent, Impossible);
        foreach (var hit in hits.Where(h => h.Rule.Set == set))
        {
            var effect = (int)hit.Rule.Effect;
            switch (hit.Outcome)
            {
                case Outcome.Yes:
                    sure = Math.Max(sure, effect);
                    break;
                case Outcome.Maybe:
                    doubt = Math.Max(doubt, effect);
                    break;
                default:
                    possible = Math.Min(possible, effect);
                    break;
            }
        }

        if (sure != Silent)
        {
            return new Option(Math.Max(sure, doubt), Impossible);
        }

        return new Option(possible == Impossible ? Impossible : Math.Max(possible, doubt), doubt);
    }

    private static Option FirstMatch(List<Hit> hits, int set)
    {
        var (doubt, speaks) = (Silent, Impossible);
        foreach (var hit in hits.Where(h => h.Rule.Set == set))
        {
            var effect = Math.Max(doubt, (int)hit.Rule.Effect);
            switch (hit.Outcome)
            {
                case Outcome.Yes:
                    return new Option(Math.Min(speaks, effect), Impossible);
                case Outcome.Maybe:
                    doubt = effect;
                    break;
                default:
                    speaks = Math.Min(speaks, effect);
                    break;
            }
        }

        return new Option(speaks, doubt);
    }

    // No rule of any set matches surely, so the default has its say.
    private static int AllSilent(Option[] options, Effect @default) =>
        options.Any(o => o.Silent == Impossible) ? Impossible : Math.Max((int)@default, options.Max(o => o.Silent));

    // At least one set has a sure match; each of the others does what is loosest for it.
    private static int OneSpeaks(Option[] options)
    {
        var best = Impossible;
        for (var speaker = 0; speaker < options.Length; speaker++)
        {
            var effect = options[speaker].Speaks;
            for (var other = 0; other < options.Length && effect != Impossible; other++)
            {
                effect = other == speaker ? effect : Math.Max(effect, Math.Min(options[other].Speaks, options[other].Silent));
            }

            best = Math.Min(best, effect);
        }

        return best;
    }

    /// <param name="Speaks">The loosest effect with a sure match.</param>
    /// <param name="Silent">The effect of doubtful matches alone, where no sure match is possible.</param>
    private readonly record struct Option(int Speaks, int Silent);
}
