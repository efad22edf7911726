namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Finds drawn words that somebody went out of their way to hide: letters and digits that nothing asked to be escaped, invisible characters inside a
/// word, a word taken apart by an operator or cut at a fixed width, base64 that holds one such word and nothing else. By themselves such words are ids as often as secrets;
/// hidden, they are somebody's secret.
/// </summary>
internal static class Concealment
{
    /// <summary>The id of such findings.</summary>
    public const string Id = "hidden-token";

    /// <summary>Looks at a text that came through a layer.</summary>
    public static void Look(Decoded decoded, ValueHits hits)
    {
        var text = decoded.Text;
        if (decoded.IsWhole)
        {
            if (Randomness.IsDrawn(text.Trim()) && !Blobs.IsReadable(text.Trim()))
            {
                Add(decoded, 0, text.Length, hits);
            }

            return;
        }

        var marks = decoded.Marks;
        for (var i = 0; marks[i..].IndexOf(Decoded.Mark.Concealed) is var at and >= 0;)
        {
            var start = i + at;
            while (start > i && IsWord(text[start - 1]))
            {
                start--;
            }

            var end = i + at + 1;
            while (end < text.Length && (IsWord(text[end]) || (marks[end] != Decoded.Mark.Same && text[end] > ' ')))
            {
                end++;
            }

            // A word of a longer text that was hidden as a whole is for the detectors.
            var alone = (start == 0 || marks[start - 1] == Decoded.Mark.Same) && (end == text.Length || marks[end] == Decoded.Mark.Same);
            alone &= (decoded.Kinds & (LayerKinds.Chunked | LayerKinds.Siblings)) == 0 || (Encloses(text, start - 1) && Encloses(text, end));
            var word = text[start..end];
            if (alone && (Randomness.IsDrawn(word) || (decoded.Kinds == LayerKinds.Escapes && Randomness.IsLongNumber(word))) && !Blobs.IsReadable(word))
            {
                Add(decoded, start, end, hits);
            }

            i = end;
        }
    }

    private static void Add(Decoded decoded, int start, int end, ValueHits hits)
    {
        var (from, to) = decoded.InValue(start, end);
        hits.Add(Id, Calls.LabelSet.Secret, decoded.Text[start..end], from, to, decoded.Via());
    }

    private static bool Encloses(ReadOnlySpan<char> text, int at) => at < 0 || at >= text.Length || text[at] is <= ' ' or '"' or '\'' or '`' or '=' or '&';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
