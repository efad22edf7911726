namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// Looks words of ASCII letters up by a hash alone: a word that is known always gets its traits, now and then another word gets them too. That is enough for
/// a first look, and costs a step for each letter.
/// </summary>
internal static class TraitTable
{
    private const int Bits = 13;
    private const WordClass Same = (WordClass)(uint)(
        Traits.Drop | Traits.Prior | Traits.Order | Traits.User | Traits.Agent | Traits.Tool | Traits.Use | Traits.Act | Traits.Gather | Traits.Tell | Traits.Not | Traits.When
        | Traits.Around | Traits.Task | Traits.Please | Traits.First | Traits.Second | Traits.Alarm | Traits.Stealth | Traits.Obey | Traits.These | Traits.Letter | Traits.Asks
        | Traits.Test | Traits.That | Traits.Play);

    // Letters as small ones, digits as the letters that they are drawn for; 0 where a word ends.
    private static readonly byte[] Folds = MakeFolds();
    private static readonly Traits[] Table = MakeTable();

    /// <summary>What a class means for a first look.</summary>
    public static Traits Of(WordClass known) =>
        (Traits)(uint)(known & Same) | ((known & WordClass.Speak) != 0 ? Traits.Speak : Traits.None) | ((known & WordClass.Identifier) != 0 ? Traits.Identifier : Traits.None);

    /// <summary>The traits of the word that begins at a place, and where it ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">An ASCII letter or digit.</param>
    /// <param name="end">After its last letter or digit.</param>
    public static Traits Read(ReadOnlySpan<char> text, int at, out int end)
    {
        var (hash, tail) = (0u, 0u);
        var folds = Folds;
        var (i, hump, digits) = (at, -1, false);
        for (var before = 'A'; i < text.Length; i++)
        {
            var c = text[i];
            if (c >= folds.Length || folds[c] == 0)
            {
                break;
            }

            hash = Step(hash, folds[c]);
            if (c < 'a')
            {
                digits |= c <= '9';
                // A capital behind a small letter, or before one: a name, or a sentence that begins within a word.
                if (c > '9' && i > at && (before >= 'a' || (i + 1 < text.Length && text[i + 1] is >= 'a' and <= 'z')))
                {
                    (hump, tail) = (i, 0);
                }
            }

            tail = Step(tail, folds[c]);
            before = c;
        }

        end = i;
        var found = i - at > Lexicon.Longest ? Traits.None : Table[Slot(hash)];
        if (hump >= 0)
        {
            found |= Traits.Identifier | (i - hump > Lexicon.Longest ? Traits.None : Table[Slot(tail)] & Traits.Drop);
        }

        if (i - at is >= 10 and <= 13 && (digits || Lexicon.IsNearlyInstructions(text[at..i])))
        {
            found |= Traits.Order;
        }

        return found;
    }

    /// <summary>Whether a word of ASCII goes on with a character.</summary>
    public static bool IsLetter(char c) => c < Folds.Length && Folds[c] != 0;

    private static uint Step(uint hash, byte letter) => ((hash << 5) | (hash >> 27)) ^ letter;

    private static uint Slot(uint hash) => (hash * 0x9E3779B1u) >> (32 - Bits);

    private static byte[] MakeFolds()
    {
        var folds = new byte[128];
        for (var c = 'a'; c <= 'z'; c++)
        {
            folds[c] = folds[c & ~0x20] = (byte)c;
        }

        foreach (var (digit, letter) in "0o1i2b3e4a5s6g7t8b9g".Chunk(2).Select(static pair => (pair[0], pair[1])))
        {
            folds[digit] = (byte)letter;
        }

        return folds;
    }

    private static Traits[] MakeTable()
    {
        var table = new Traits[1 << Bits];
        foreach (var (word, known) in Lexicon.All)
        {
            // Of "don't" the letters before the mark are looked up.
            var letters = word.AsSpan().IndexOfAny('\'', '’', '-') is > 0 and var mark ? word[..mark] : word;
            Add(letters, Of(known));
        }

        (string Words, Traits Trait)[] single = [("to for", Traits.Towards), ("are", Traits.Are), ("now no", Traits.Now), ("instead", Traits.Instead)];
        foreach (var (words, trait) in single)
        {
            foreach (var word in words.Split(' '))
            {
                Add(word, trait);
            }
        }

        return table;

        void Add(string word, Traits traits)
        {
            var hash = 0u;
            foreach (var c in word)
            {
                if (c >= Folds.Length || Folds[c] == 0)
                {
                    return;
                }

                hash = Step(hash, Folds[c]);
            }

            table[Slot(hash)] |= traits;
        }
    }
}
