using PolicyGuard.Flows;
using PolicyGuard.Taint.Flow.Values;

namespace PolicyGuard.Taint.Flow;

/// <summary>Looks up runs of words.</summary>
internal static class Phrases
{
    /// <summary>Whether the words stand in the request, one after the other.</summary>
    /// <param name="text">The cleaned text.</param>
    /// <param name="memory">The flow.</param>
    /// <param name="printer">Makes fingerprints.</param>
    /// <param name="telling">How many of the words are not among the commonest.</param>
    public static bool Asked(ReadOnlySpan<char> text, FlowMemory memory, Printer printer, out int telling)
    {
        var words = new WordRuns(text);
        ulong last = 0;
        telling = 0;
        var count = 0;
        while (words.Next())
        {
            var word = printer.Word(words.Current);
            telling += CommonWords.Contains(words.Current) ? 0 : 1;
            if (!memory.Asked(word) || (last != 0 && !memory.Asked(printer.Pair(last, word))))
            {
                return false;
            }

            last = word;
            count++;
        }

        return count > 0;
    }

    /// <summary>Where the words were seen one after the other: the least trusted pair's best source; null where a pair was not seen, or there are fewer words than the least.</summary>
    public static Trace? Find(ReadOnlySpan<char> text, FlowMemory memory, Printer printer, int least = 1)
    {
        var words = new WordRuns(text);
        ulong last = 0;
        Trace? found = null;
        var count = 0;
        while (words.Next())
        {
            var word = printer.Word(words.Current);
            if (last != 0)
            {
                if (memory.Find(printer.Pair(last, word)) is not { } pair)
                {
                    return null;
                }

                found = found is not { } before || pair.Best.Origin > before.Best.Origin ? pair : before;
            }

            last = word;
            count++;
        }

        return count < least ? null : count == 1 ? memory.Find(last) : found;
    }

    // So many neighbours in a row are a quotation.
    private const int CarriedRun = 6;
    private const int QuotedRun = 5;

    /// <summary>Where a quotation of something confidential came from: five neighbouring pairs of words that the user did not say; null where there is none.</summary>
    public static FlowSource? Quoted(ReadOnlySpan<char> text, FlowMemory memory, Printer printer)
    {
        if (!memory.HasConfidential)
        {
            return null;
        }

        var words = new WordRuns(text);
        ulong last = 0;
        var run = 0;
        while (words.Next())
        {
            var word = printer.Word(words.Current);
            var pair = last == 0 ? 0 : printer.Pair(last, word);
            var found = last == 0 || memory.Asked(pair) ? null : memory.Find(pair);
            run = found is { Worst.IsConfidential: true } ? run + 1 : 0;
            if (run >= QuotedRun)
            {
                return found!.Value.Worst;
            }

            last = word;
        }

        return null;
    }

    /// <summary>The longest run of neighbouring words that were seen in nothing but text that speaks to the agent, in words.</summary>
    public static int LongestInstructed(ReadOnlySpan<char> text, FlowMemory memory, Printer printer, out FlowSource? source, out FlowSource? carried)
    {
        var words = new WordRuns(text);
        ulong last = 0;
        int run = 0, longest = 0, seen = 0;
        source = null;
        carried = null;
        while (words.Next())
        {
            var word = printer.Word(words.Current);
            var pair = last == 0 ? null : memory.Find(printer.Pair(last, word));
            seen = pair is not null ? seen + 1 : 0;
            carried ??= seen >= CarriedRun ? pair!.Value.Worst : null;
            run = pair is { Best.Origin: Origin.Instructed } && !memory.Asked(printer.Pair(last, word)) ? run + 1 : 0;
            if (run > longest)
            {
                (longest, source) = (run, pair!.Value.Best);
            }

            last = word;
        }

        return longest;
    }
}
