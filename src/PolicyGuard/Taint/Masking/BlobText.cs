using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>
/// The text in a base64 blob. One byte that is no text must not hide what stands around it: where the bytes are neither UTF-8 nor UTF-16 they
/// are read as Latin-1, in which every byte is a letter and keys look as they always do.
/// </summary>
internal sealed class BlobText
{
    private readonly Encoding _encoding;

    private BlobText(string text, Encoding encoding, bool isText) => (Text, _encoding, IsText) = (text, encoding, isText);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Whether it is text all through. In pictures and sounds only secrets count: by chance their bytes spell an address anywhere.</summary>
    public bool IsText { get; }

    /// <summary>Reads a blob; null where it is not base64 or empty.</summary>
    public static BlobText? Read(string blob)
    {
        if (!Base64.IsValid(blob, out var length) || length == 0)
        {
            return null;
        }

        var bytes = new byte[length];
        if (!Convert.TryFromBase64String(blob, bytes, out var written))
        {
            return null;
        }

        var content = bytes.AsSpan(0, written);
        if (Wide(content) is { } wide)
        {
            return new BlobText(wide.GetString(content), wide, isText: true);
        }

        var isUtf8 = Utf8.IsValid(content);
        var encoding = isUtf8 ? Encoding.UTF8 : Encoding.Latin1;
        return new BlobText(encoding.GetString(content), encoding, isUtf8 && !content.ContainsAny((byte)0, (byte)1, (byte)2));
    }

    /// <summary>What is found in it, as far as it counts.</summary>
    public IReadOnlyList<Finding> Scan(Scanner scanner)
    {
        var findings = scanner.ScanText(Text);
        return IsText || findings.Count == 0 ? findings : [.. findings.Where(static f => f.Label.Overlaps(LabelSet.Secret))];
    }

    /// <summary>The blob with another text in it.</summary>
    public string With(string text) => Convert.ToBase64String(_encoding.GetBytes(text));

    // UTF-16 with its mark, or with a zero in every other byte, as mostly ASCII text has.
    private static UnicodeEncoding? Wide(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
        {
            return null;
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return new UnicodeEncoding(bigEndian: bytes[0] == 0xFE, byteOrderMark: false);
        }

        var (even, odd) = (0, 0);
        for (var i = 0; i < bytes.Length; i += 2)
        {
            even += bytes[i] == 0 ? 1 : 0;
            odd += bytes[i + 1] == 0 ? 1 : 0;
        }

        var half = bytes.Length / 4;
        return odd > half && even == 0 ? new UnicodeEncoding(false, false) : even > half && odd == 0 ? new UnicodeEncoding(true, false) : null;
    }
}
