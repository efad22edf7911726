using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Compiled;

/// <summary>A name pattern of a rule, in an index.</summary>
/// <param name="Rule">The rule's ordinal.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="Namespaced">Whether the pattern is compared with whole names.</param>
/// <param name="Allows">Whether the rule allows; then only what is sure counts.</param>
/// <param name="Opaque">Whether the names are URIs.</param>
internal readonly record struct Entry(int Rule, NamePattern Pattern, bool Namespaced, bool Allows, bool Opaque)
{
    /// <summary>Notes those of some entries whose patterns match.</summary>
    public static void Try(Entry[] entries, ReadOnlySpan<char> text, Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (entry.Worth(plain, namespaced) != Outcome.No && entry.Pattern.Takes(text, entry.Opaque))
            {
                entry.Note(plain, namespaced, scratch);
            }
        }
    }

    /// <summary>Notes this entry's rule; the pattern matches.</summary>
    public void Note(Outcome plain, bool namespaced, DecisionScratch scratch)
    {
        if (Worth(plain, namespaced) is var outcome and not Outcome.No)
        {
            scratch.Note(Rule, outcome);
        }
    }

    private Outcome Worth(Outcome plain, bool namespaced)
    {
        var outcome = Namespaced ? (namespaced ? Outcome.Yes : Outcome.No) : plain;
        return outcome == Outcome.Maybe && Allows ? Outcome.No : outcome;
    }
}
