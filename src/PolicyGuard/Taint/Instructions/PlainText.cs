using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// A text as a model reads it, and where each character came from: compatibility forms folded, what is drawn as nothing left out, escapes for
/// line ends (of dictionaries and documents printed as text) resolved. What invisible characters spell stands behind the text, as paragraphs.
/// </summary>
internal readonly ref struct PlainText
{
    private readonly List<int>? _origins;
    private readonly int _originalLength;

    private PlainText(ReadOnlySpan<char> text, List<int>? origins, int originalLength, int hiddenFrom)
    {
        Text = text;
        _origins = origins;
        _originalLength = originalLength;
        HiddenFrom = hiddenFrom;
    }

    /// <summary>The folded text.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>From here on stands what invisible characters spell.</summary>
    public int HiddenFrom { get; }

    /// <summary>Where a character stood.</summary>
    public int Origin(int at) => _origins is null ? at : at < _origins.Count ? _origins[at] : _originalLength;

    /// <summary>Where the original of what ends before a position ends.</summary>
    public int OriginEnd(int end) =>
        _origins is null ? end : end == HiddenFrom || end >= _origins.Count ? (end >= _origins.Count && HiddenFrom < end ? _origins[^1] + 2 : _originalLength) : _origins[end];

    /// <summary>Folds a text.</summary>
    public static PlainText Of(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text) && !text.Contains('\\'))
        {
            return new PlainText(text, null, text.Length, text.Length);
        }

        var plain = new StringBuilder(text.Length + 16);
        var origins = new List<int>(text.Length + 16);
        StringBuilder? hidden = null;
        List<int>? hiddenOrigins = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && Unescaped(text[i + 1]) is { } blank)
            {
                Add(plain, origins, blank, i++);
            }
            else if (c < 0x80)
            {
                Add(plain, origins, c, i);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                var rune = new Rune(c, text[i + 1]);
                if (rune.Value is >= 0xE0020 and <= 0xE007E)
                {
                    Add(hidden ??= new StringBuilder(), hiddenOrigins ??= [], (char)(rune.Value - 0xE0000), i);
                }
                else if (!Folding.IsInvisible(rune.Value))
                {
                    AddAll(plain, origins, rune.Value is (>= 0x1D400 and <= 0x1D7FF) or (>= 0x1F100 and <= 0x1F1FF) ? rune.ToString().Normalize(NormalizationForm.FormKD) : rune.ToString(), i);
                }

                i++;
            }
            else if (!Folding.IsInvisible(c))
            {
                if (Folding.Of(c) is { } folded)
                {
                    AddAll(plain, origins, folded, i);
                }
                else
                {
                    Add(plain, origins, c, i);
                }
            }
        }

        var hiddenFrom = plain.Length;
        if (hidden is not null)
        {
            AddAll(plain, origins, "\n\n", text.Length);
            plain.Append(hidden);
            origins.AddRange(hiddenOrigins!);
        }

        return new PlainText(plain.ToString(), origins, text.Length, hiddenFrom);
    }

    private static char? Unescaped(char c) => c switch { 'n' or 'r' => '\n', 't' or ' ' or '\\' => ' ', '\n' => ' ', '"' => '"', '\'' => '\'', _ => null };

    private static void Add(StringBuilder plain, List<int> origins, char c, int origin)
    {
        plain.Append(c);
        origins.Add(origin);
    }

    private static void AddAll(StringBuilder plain, List<int> origins, string text, int origin)
    {
        plain.Append(text);
        for (var i = 0; i < text.Length; i++)
        {
            origins.Add(origin);
        }
    }
}
