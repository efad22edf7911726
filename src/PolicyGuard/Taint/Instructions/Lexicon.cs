using System.Collections.Frozen;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Looks words up: folded, whatever their case. Work per word is bounded by <see cref="Longest"/>.</summary>
internal static class Lexicon
{
    /// <summary>No longer word is looked up.</summary>
    public const int Longest = 24;

    private const int ShortestStem = 2;
    private static readonly FrozenDictionary<string, WordClass> Words, Stems;
    private static readonly FrozenDictionary<string, WordClass>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan, StemsBySpan;

    static Lexicon()
    {
        var words = new Dictionary<string, WordClass>(StringComparer.OrdinalIgnoreCase);
        var stems = new Dictionary<string, WordClass>(StringComparer.OrdinalIgnoreCase);
        foreach (var (kind, list) in EnglishWords.All.Concat(OtherTongues.All))
        {
            foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var table = word[^1] == '*' ? stems : words;
                var key = Folding.Fold(word.TrimEnd('*'));
                table[key] = table.GetValueOrDefault(key) | kind;
            }
        }

        // A word that is also an English one keeps English order.
        foreach (var (_, list) in EnglishWords.All)
        {
            foreach (var word in list.Split(' '))
            {
                words[word] &= ~WordClass.Foreign;
            }
        }

        Words = words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        Stems = stems.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        WordsBySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();
        StemsBySpan = Stems.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Every word, folded, with what it is; the stems among them stand for all that begin so.</summary>
    public static IEnumerable<(string Word, WordClass Class)> All => Words.Concat(Stems).Select(static pair => (pair.Key, pair.Value));

    /// <summary>What a whole word is.</summary>
    public static WordClass Of(ReadOnlySpan<char> word)
    {
        if (word.Length > Longest)
        {
            return WordClass.None;
        }

        if (WordsBySpan.TryGetValue(word, out var known))
        {
            return known;
        }

        // "the agent's", "the user's"
        if (word.Length > 3 && word[^1] is 's' or 'S' && word[^2] is '\'' or '’')
        {
            return Of(word[..^2]);
        }

        return word[0] > '\u007f' ? OfStem(word) : IsNearlyInstructions(word) ? WordClass.Order : WordClass.None;
    }

    /// <summary>The longest known word at the start of a run without blanks; its length is 0 where none is known.</summary>
    public static (WordClass Class, int Length) Longer(ReadOnlySpan<char> run)
    {
        for (var length = Math.Min(run.Length, 8); length > 0; length--)
        {
            if (WordsBySpan.TryGetValue(run[..length], out var known))
            {
                return (known, length);
            }
        }

        return (WordClass.None, 0);
    }

    private static WordClass OfStem(ReadOnlySpan<char> word)
    {
        for (var length = word.Length; length >= ShortestStem; length--)
        {
            if (StemsBySpan.TryGetValue(word[..length], out var known))
            {
                return known;
            }
        }

        return WordClass.None;
    }

    /// <summary>The one word that every override names, with a letter too much, too few or two swapped: the oldest trick against word lists.</summary>
    public static bool IsNearlyInstructions(ReadOnlySpan<char> word)
    {
        const string Whole = "instructions";
        if (word.Length is < 10 or > 13)
        {
            return false;
        }

        int start = 0, end = 0;
        var shorter = Math.Min(word.Length, Whole.Length);
        while (start < shorter && char.ToLowerInvariant(word[start]) == Whole[start])
        {
            start++;
        }

        while (end < shorter - start && char.ToLowerInvariant(word[^(end + 1)]) == Whole[^(end + 1)])
        {
            end++;
        }

        return Math.Max(word.Length, Whole.Length) - start - end <= 2;
    }
}
