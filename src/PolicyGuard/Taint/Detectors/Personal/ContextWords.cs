namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// Words that say what a value is. They count within 40 characters before a value, and after it on the same line. A value under a label that a
/// machine wrote (<c>"id": 1</c>, <c>id=1</c>) is explained by that label alone, whatever stands around.
/// </summary>
internal sealed class ContextWords
{
    /// <summary>How far a word may be away, in characters.</summary>
    public const int Reach = 40;

    // Shorter ones stand inside other words too often ("tin" in "testing") and must stand alone.
    private const int Telling = 6;

    private readonly string[] _words;
    private readonly string[] _joined;

    public ContextWords(params string[] words)
    {
        _words = words;
        _joined = [.. words.Where(w => w.Contains(' ', StringComparison.Ordinal)).Select(w => w.Replace(" ", "", StringComparison.Ordinal)).Where(w => w.Length >= 4)];
        NameAnchors = [.. words.Select(static w => w.Split(' ').MaxBy(static piece => piece.Length)!).SelectMany(AnchorsOf).Distinct(StringComparer.Ordinal)];
        Anchors = [.. words.Concat(_joined).SelectMany(AnchorsOf).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Strings one of which stands in every text that has one of the words, whatever the case of its ASCII letters.</summary>
    public IReadOnlyList<string> Anchors { get; }

    /// <summary>As <see cref="Anchors"/>, for names of members: pieces without blanks, as a name has other signs or none where the words have blanks.</summary>
    public IReadOnlyList<string> NameAnchors { get; }

    /// <summary>Whether one of the words is near the value.</summary>
    public bool Near(ReadOnlySpan<char> text, int start, int end)
    {
        var before = text[Math.Max(0, start - Reach - 8)..start];
        if (MachineLabel(before, out var label))
        {
            return Names(label);
        }

        return In(before) || In(After(text[end..Math.Min(text.Length, end + Reach)]));
    }

    /// <summary>Whether a member's name has one of the words, however it is written: <c>taxId</c>, <c>tax_id</c>, <c>TAX-ID</c>.</summary>
    public bool Names(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 64)
        {
            return false;
        }

        Span<char> spelled = stackalloc char[128];
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]))
            {
                spelled[length++] = ' ';
            }

            spelled[length++] = name[i] is '_' or '-' or '.' ? ' ' : name[i];
        }

        return In(spelled[..length]) || In(name, _joined);
    }

    /// <summary>Whether one of the words stands in a text.</summary>
    public bool In(ReadOnlySpan<char> text) => In(text, _words) || In(text, _joined);

    private static bool In(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            for (var from = 0; from + word.Length <= text.Length;)
            {
                var at = text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
                if (at < 0)
                {
                    break;
                }

                at += from;
                var end = at + word.Length;
                if (word.Length >= Telling || !char.IsAsciiLetter(word[0]) || ((at == 0 || !char.IsLetter(text[at - 1])) && Ends(text, end)))
                {
                    return true;
                }

                from = at + 1;
            }
        }

        return false;
    }

    // A plural is the same word.
    private static bool Ends(ReadOnlySpan<char> text, int end) =>
        end == text.Length || !char.IsLetter(text[end]) || (text[end] is 's' or 'S' && (end + 1 == text.Length || !char.IsLetter(text[end + 1])));

    // The rest of the line, without a word that a colon makes the label of the next value.
    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text)
    {
        var stop = text.IndexOfAny("\n\r:：=");
        if (stop < 0)
        {
            return text;
        }

        var ends = text[stop] is '\n' or '\r';
        text = text[..stop];
        return ends ? text : text[..(text.LastIndexOfAny(" ,;|\t\u3000") + 1)];
    }

    private static bool MachineLabel(ReadOnlySpan<char> before, out ReadOnlySpan<char> label)
    {
        label = default;
        var rest = before.TrimEnd(" \"'\\");
        if (rest.IsEmpty || rest[^1] is not (':' or '='))
        {
            return false;
        }

        var assigned = rest[^1] == '=';
        rest = rest[..^1].TrimEnd(' ');
        var quoted = rest.Length > 0 && rest[^1] is '"' or '\'';
        if (!quoted && !assigned)
        {
            return false;
        }

        rest = rest.TrimEnd("\"'\\");
        var start = rest.LastIndexOfAny("\"'&?,;{ \n");
        label = rest[(start + 1)..];
        return label.Length > 0;
    }

    // An anchor is compared without folding letters outside ASCII. So of a word that has such letters the longest other part is taken, and where
    // little else is left, as in Greek and Cyrillic, the usual ways of writing it.
    private static IEnumerable<string> AnchorsOf(string word)
    {
        var (best, from) = ("", 0);
        for (var i = 0; i <= word.Length; i++)
        {
            if (i == word.Length || (word[i] > '\u007F' && char.ToUpperInvariant(word[i]) != char.ToLowerInvariant(word[i])))
            {
                best = i - from > best.Length ? word[from..i] : best;
                from = i + 1;
            }
        }

        // Some letters and a blank stand in every text: "le" of "né le".
        return best.Length == word.Length || best.Split(' ').Any(static part => part.Length >= 3) ? [best] : [word, char.ToUpperInvariant(word[0]) + word[1..], word.ToUpperInvariant()];
    }
}
