using System.Buffers;
using System.Text;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Finds base64 and hex in a text and reads what they hold: text, text that was compressed, or the strings of a binary. A run is tried as a whole,
/// then in the parts that its separators make, from the next three characters on (somebody put letters before it), and mirrored. Each try looks at
/// a few bytes first, so a run is decoded once at most.
/// </summary>
internal static class Blobs
{
    private const int ShortestBinary = 64;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_");
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("ABCDEFabcdef0123456789");

    /// <summary>Reads every run of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="outer">The layer that it came through, or null: runs that the layer did not touch were read before.</param>
    /// <param name="next">Takes what a run holds.</param>
    /// <param name="run">Looks at what was taken.</param>
    public static void Read(ReadOnlySpan<char> text, Decoded? outer, Decoded next, ScanRun run)
    {
        for (var i = 0; NextRun(text, ref i, out var start, out var end);)
        {
            if (outer?.Touched(start, end) != false)
            {
                One(text, start, end, outer, next, run);
            }
        }
    }

    /// <summary>Whether a run that the layer touched holds text again.</summary>
    public static bool Nests(ReadOnlySpan<char> text, Decoded outer)
    {
        for (var i = 0; NextRun(text, ref i, out var start, out var end);)
        {
            if (outer.Touched(start, end) && IsReadable(text[start..end]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a word is base64 or hex of text.</summary>
    public static bool IsReadable(ReadOnlySpan<char> word) =>
        word.Length >= TextSigns.ShortestBlob && (BlobText.HeadIsText(word) || (!word.ContainsAnyExcept(HexDigits) && BlobText.HexHeadIsText(word)));

    // A run goes on behind a line end where the line before was long: mail and PEM break base64 at 64 or 76 characters.
    private static bool NextRun(ReadOnlySpan<char> text, ref int i, out int start, out int end)
    {
        const int ShortestLine = 32;
        while (text[i..].IndexOfAny(Alphabet) is var at and >= 0)
        {
            start = i + at;
            end = start;
            while (true)
            {
                var line = text[end..].IndexOfAnyExcept(Alphabet);
                line = line < 0 ? text.Length - end : line;
                end += line;
                var next = end < text.Length && text[end] == '\r' ? end + 2 : end + 1;
                if (line < ShortestLine || next >= text.Length || text[next - 1] != '\n' || !Alphabet.Contains(text[next]))
                {
                    break;
                }

                end = next;
            }

            for (var padding = 0; padding < 2 && end < text.Length && text[end] == '='; padding++)
            {
                end++;
            }

            i = end;
            if (end - start >= TextSigns.ShortestBlob)
            {
                return true;
            }
        }

        (start, end, i) = (0, 0, text.Length);
        return false;
    }

    private static void One(ReadOnlySpan<char> text, int start, int end, Decoded? outer, Decoded next, ScanRun run)
    {
        var blob = text[start..end];
        if (!blob.ContainsAnyExcept(HexDigits) && BlobText.HexHeadIsText(blob))
        {
            var bytes = run.Bytes(blob.Length);
            Take(bytes, BlobText.Hex(blob, bytes), "hex", start, end, outer, next, run);
            return;
        }

        if (Try(blob, start, end, "base64", outer, next, run) || Compressed(blob, start, end, outer, next, run))
        {
            return;
        }

        var found = false;
        for (var i = 0; i < blob.Length;)
        {
            var length = blob[i..].IndexOfAnyExcept(Alphanumeric);
            length = length < 0 ? blob.Length - i : length;
            if (length >= TextSigns.ShortestBlob && length < blob.Length)
            {
                var (from, to) = (start + i, Padded(text, start + i + length));
                found |= Try(text[from..to], from, to, "base64", outer, next, run) || Compressed(text[from..to], from, to, outer, next, run);
            }

            i += length + 1;
        }

        for (var shift = 1; !found && shift < 4 && blob.Length - shift >= TextSigns.ShortestBlob; shift++)
        {
            found = Try(blob[shift..], start + shift, end, "base64", outer, next, run);
        }

        if (!found && !Mirrored(blob, start, end, outer, next, run) && blob.Length >= ShortestBinary)
        {
            var bytes = run.Bytes(blob.Length);
            var count = BlobText.Strings(bytes.AsSpan(0, BlobText.Base64(blob, bytes)));
            if (count > 0)
            {
                Take(bytes, count, "base64", start, end, outer, next, run);
            }
        }
    }

    private static bool Try(ReadOnlySpan<char> blob, int start, int end, string layer, Decoded? outer, Decoded next, ScanRun run)
    {
        if (!BlobText.HeadIsText(blob))
        {
            return false;
        }

        var bytes = run.Bytes(blob.Length);
        Take(bytes, BlobText.Base64(blob, bytes), layer, start, end, outer, next, run);
        return true;
    }

    private static bool Mirrored(ReadOnlySpan<char> blob, int start, int end, Decoded? outer, Decoded next, ScanRun run)
    {
        var mirrored = run.Characters(blob.Length);
        Mirror.Backwards(blob.TrimEnd('='), mirrored);
        if (Try(mirrored.AsSpan(0, blob.TrimEnd('=').Length), start, end, "reversed>base64", outer, next, run))
        {
            return true;
        }

        Mirror.Rot13(blob, mirrored);
        return Try(mirrored.AsSpan(0, blob.Length), start, end, "rot13>base64", outer, next, run);
    }

    private static bool Compressed(ReadOnlySpan<char> blob, int start, int end, Decoded? outer, Decoded next, ScanRun run)
    {
        Span<byte> head = stackalloc byte[24];
        head = head[..BlobText.Base64(blob[..Math.Min(blob.Length, 32)], head)];
        var name = Inflation.NameOf(head) ?? (DeflateHead.IsPlausible(head) && IsVaried(blob) && run.MayGuessDeflate() ? "deflate" : null);
        if (name is null)
        {
            return false;
        }

        var bytes = run.Bytes(blob.Length);
        var inflated = run.Inflated();
        var count = Inflation.Read(bytes, BlobText.Base64(blob, bytes), name, inflated, out var cut, out var isWhole);
        // What does not say that it is compressed has to prove it: it is text, ends without a fault, and ends where the bytes do.
        if (count < 8 || (name == "deflate" && (!isWhole || !NeedsItsEnd(bytes, blob, count, inflated) || !BlobText.IsText(inflated.AsSpan(0, Math.Min(count, 256)), cut: count > 256))))
        {
            return false;
        }

        if (cut)
        {
            run.Unread(outer, start, end);
        }

        Take(inflated, count, $"base64>{name}", start, end, outer, next, run);
        return true;
    }

    // Compressed bytes hardly repeat themselves, or they would be fewer: of sixteen characters that stand for them about fourteen differ.
    private static bool IsVaried(ReadOnlySpan<char> blob)
    {
        const int Fewest = 8;
        var (seen, count) = (UInt128.Zero, 0);
        foreach (var c in blob[..Math.Min(blob.Length, 32)])
        {
            var bit = UInt128.One << (c & 127);
            count += (seen & bit) == 0 ? 1 : 0;
            seen |= bit;
        }

        return count >= Fewest;
    }

    // The end-of-block code and padding fill two bytes at most, so without its last four a stream says less.
    private static bool NeedsItsEnd(byte[] bytes, ReadOnlySpan<char> blob, int count, byte[] inflated)
    {
        const int End = 4;
        var rest = Inflation.Read(bytes, BlobText.Base64(blob, bytes) - End, "deflate", inflated.AsSpan(0, Inflation.MostBytes), out _, out _);
        return rest < count || count == Inflation.MostBytes;
    }

    private static void Take(byte[] bytes, int count, string layer, int start, int end, Decoded? outer, Decoded next, ScanRun run)
    {
        next.Begin(outer, LayerKinds.Blob, layer);
        var isText = BlobText.IsText(bytes.AsSpan(0, count), cut: true);
        if (!isText && BlobText.IsUtf16(bytes.AsSpan(0, count)))
        {
            var wide = bytes.AsSpan(0, count & ~1);
            Encoding.Unicode.GetChars(wide, next.Whole(start, end, wide.Length / 2));
        }
        else
        {
            var text = bytes.AsSpan(0, isText ? count : BlobText.Strings(bytes.AsSpan(0, count)));
            Encoding.UTF8.GetChars(text, next.Whole(start, end, Encoding.UTF8.GetCharCount(text)));
        }

        run.Look(next);
    }

    private static int Padded(ReadOnlySpan<char> text, int end)
    {
        for (var padding = 0; padding < 2 && end < text.Length && text[end] == '='; padding++)
        {
            end++;
        }

        return end;
    }
}
