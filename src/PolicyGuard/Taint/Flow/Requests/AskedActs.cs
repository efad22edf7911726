using System.Collections.Frozen;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow.Requests;

/// <summary>
/// Reads from a request which groups of acts it asks for, and whether it hands over to a source ("do what the mail says"). A pattern over words:
/// what it does not see is asked about, never refused.
/// </summary>
internal static class AskedActs
{
    private const int Reach = 8;
    private static readonly FrozenSet<string> Before = FrozenSet.ToFrozenSet(
        ["please", "and", "then", "to", "or", "also", "just", "you", "can", "could", "would", "will", "should", "must", "shall", "may", "let", "ll", "not", "first", "next", "finally", "afterwards", "now", "kindly", "they", "we", "i", "immediately", "subsequently", "if", "so", "there", "instead", "it", "later", "before", "again"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Determiners = FrozenSet.ToFrozenSet(
        ["the", "a", "an", "my", "your", "his", "her", "their", "our", "its", "this", "these", "those", "all", "any", "each", "every", "some", "no", "unread", "recent", "of", "from", "in", "on", "by", "with", "via", "for", "at", "about", "as", "direct", "last", "latest", "new", "first", "per", "into", "through"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Doing = FrozenSet.ToFrozenSet(["do", "follow", "perform", "execute", "complete", "handle", "process", "fulfil", "fulfill", "implement", "finish", "carry", "act", "take", "go", "work", "obey", "address", "apply"], StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> Errands = FrozenSet.ToFrozenSet(["task", "tasks", "instruction", "instructions", "action", "actions", "step", "steps", "todo", "todos", "errand", "errands", "directive", "directives", "items", "requests", "orders", "says", "asks", "everything", "whatever"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The acts asked for.</summary>
    public static Act Of(string request, out bool delegates)
    {
        var words = Words(request);
        var acts = Act.None;
        delegates = false;
        for (var i = 0; i < words.Count; i++)
        {
            acts |= AsVerb(words, i);
            delegates |= Delegates(words, i);
        }

        return acts;
    }

    private static Act AsVerb(List<Spot> words, int i)
    {
        var found = Verbs.TryFind(words[i].Text, out var verb);
        var next = i + 1 < words.Count && !words[i + 1].Breaks ? words[i + 1].Text : null;
        if (!found)
        {
            return Passive(words, i);
        }

        // "tell me", "send us": the answer, not a message to somebody. "make sure" makes nothing.
        if ((verb.Act == Act.Send || verb.Asks.HasFlag(Act.Send)) && next is not null && (Same(next, "me") || Same(next, "us") || Same(next, "sure")))
        {
            return verb.Asks.HasFlag(Act.Create) && !Same(next, "sure") ? Act.Create : Act.None;
        }

        var starts = i == 0 || words[i].Breaks;
        var after = i > 0 ? words[i - 1].Text : "";
        if (starts)
        {
            return verb.IsNoun && next is null ? Act.None : verb.Asks;
        }

        if (Determiners.Contains(after))
        {
            return Act.None;
        }

        // A noun, unless it stands where verbs stand, or is followed by what it acts upon.
        return !verb.IsNoun || Before.Contains(after) || (next is not null && (Same(next, "them") || Same(next, "him") || Same(next, "it"))) ? verb.Asks : Act.None;
    }

    // "to be deleted", "get it removed", "have it sent".
    private static Act Passive(List<Spot> words, int i)
    {
        var word = words[i].Text;
        if (i == 0 || !(Same(words[i - 1].Text, "be") || Same(words[i - 1].Text, "get") || Same(words[i - 1].Text, "getting") || (Same(words[i - 1].Text, "it") && i > 1 && (Same(words[i - 2].Text, "have") || Same(words[i - 2].Text, "get")))))
        {
            return Act.None;
        }

        return word.EndsWith("ed", StringComparison.OrdinalIgnoreCase) && (Verbs.TryFind(word.AsSpan(0, word.Length - 2), out var verb) || Verbs.TryFind(word.AsSpan(0, word.Length - 1), out verb)) ? verb.Asks
            : Same(word, "sent") || Same(word, "paid") ? Act.Send | Act.Pay
            : Act.None;
    }

    private static bool Delegates(List<Spot> words, int i)
    {
        if (!Doing.Contains(words[i].Text))
        {
            return false;
        }

        for (var j = i + 1; j < words.Count && j <= i + Reach && !(words[j].Breaks && j > i + 1); j++)
        {
            // What follows in the request itself is no errand of somebody else's.
            if (Same(words[j].Text, "following"))
            {
                return false;
            }

            if (Errands.Contains(words[j].Text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static List<Spot> Words(string request)
    {
        var words = new List<Spot>();
        var runs = new WordRuns(request);
        var last = 0;
        while (runs.Next())
        {
            words.Add(new Spot(runs.Current.ToString(), request.AsSpan(last, runs.Start - last).ContainsAny(".,:;!?\n()\"-*•")));
            last = runs.Start + runs.Current.Length;
        }

        return words;
    }

    private readonly record struct Spot(string Text, bool Breaks);
}
