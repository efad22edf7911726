using PolicyGuard.Flows;

namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Turns texts into fingerprints: the forms of values, words, pairs of neighbouring words.</summary>
internal sealed class Printer(PrintKey key)
{
    private const int LongestWord = 64;
    private const int LongestWhole = 200;
    private readonly List<Form> _forms = [];

    /// <summary>The fingerprint of a form.</summary>
    public ulong Of(Form form) => key.Of(form.Kind, form.Text);

    /// <summary>The fingerprint of a word.</summary>
    public ulong Word(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[LongestWord];
        var cut = word.Length > LongestWord ? word[..LongestWord] : word;
        cut.ToLowerInvariant(lower);
        return key.Of(FormKinds.Word, lower[..cut.Length]);
    }

    /// <summary>The fingerprint of two words that follow each other.</summary>
    public ulong Pair(ulong first, ulong second) => key.Join(first, second);

    /// <summary>The fingerprint of a whole short text; 0 where it is too long or has no words.</summary>
    public ulong Whole(string text)
    {
        if (text.Length > LongestWhole)
        {
            return 0;
        }

        var phrase = ValueForms.Phrase(text);
        return phrase.Length == 0 ? 0 : key.Of(FormKinds.Whole, phrase);
    }

    /// <summary>Prints the values of a text.</summary>
    public void Values(ReadOnlySpan<char> text, Action<ulong> print)
    {
        _forms.Clear();
        ValueForms.Read(text, _forms);
        foreach (var form in _forms)
        {
            print(Of(form));
        }
    }

    /// <summary>Prints the words of a text and each pair of neighbours.</summary>
    public void Prose(ReadOnlySpan<char> text, Action<ulong> print)
    {
        var words = new WordRuns(text);
        ulong last = 0;
        while (words.Next())
        {
            var word = Word(words.Current);
            if (!CommonWords.Contains(words.Current))
            {
                print(word);
            }

            if (last != 0)
            {
                print(Pair(last, word));
            }

            last = word;
        }
    }
}
