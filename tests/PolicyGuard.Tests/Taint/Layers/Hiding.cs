using System.IO.Compression;
using System.Text;

namespace PolicyGuard.Tests.Taint.Layers;

/// <summary>The ways in which tests hide a text.</summary>
internal static class Hiding
{
    /// <summary>Ways that show in the text that they were used; they may be nested.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string>> Shown = new Dictionary<string, Func<string, string>>
    {
        ["percent"] = s => Each(Encoding.UTF8.GetBytes(s), b => $"%{b:x2}"),
        ["json escapes"] = s => string.Concat(s.Select(c => $"\\u{(int)c:x4}")),
        ["c escapes"] = s => Each(Encoding.UTF8.GetBytes(s), b => $"\\x{b:x2}"),
        ["octal"] = s => Each(Encoding.UTF8.GetBytes(s), b => $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}"),
        ["entities"] = s => string.Concat(s.Select(c => $"&#{(int)c};")),
        ["hex entities"] = s => string.Concat(s.Select(c => $"&#x{(int)c:x};")),
        ["zero width"] = s => string.Join('\u200B', s.ToCharArray()),
        ["soft hyphen"] = s => string.Join('\u00AD', s.ToCharArray()),
        ["variation selectors"] = s => string.Concat(s.Select(c => $"{c}\uFE0F")),
        ["full width"] = s => string.Concat(s.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c)),
        ["base64"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)),
        ["base64url"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        ["base64 of utf-16"] = s => Convert.ToBase64String(Encoding.Unicode.GetBytes(s)),
        ["base64 in lines"] = s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s), Base64FormattingOptions.InsertLineBreaks),
        ["hex"] = s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)),
        ["gzip"] = s => Pack(s, to => new GZipStream(to, CompressionLevel.Optimal)),
        ["zlib"] = s => Pack(s, to => new ZLibStream(to, CompressionLevel.Optimal)),
        ["deflate"] = s => Pack(s, to => new DeflateStream(to, CompressionLevel.Optimal)),
    };

    /// <summary>Ways that nothing in the text tells of.</summary>
    public static readonly IReadOnlyDictionary<string, Func<string, string>> Silent = new Dictionary<string, Func<string, string>>
    {
        ["reversed"] = s => new string([.. s.Reverse()]),
        ["rot13"] = s => string.Concat(s.Select(c => char.IsAsciiLetter(c) ? (char)(((c & 0x1F) + 12) % 26 + 1 | (c & 0x60)) : c)),
        ["spaced"] = s => string.Join(' ', s.ToCharArray()),
        ["dotted"] = s => string.Join('.', s.ToCharArray()),
        ["lines"] = s => string.Join('\n', s.Chunk(7).Select(c => new string(c))),
        ["lines of windows"] = s => string.Join("\r\n", s.Chunk(9).Select(c => new string(c))),
        ["plus"] = s => $"x = {string.Join(" + ", s.Chunk(9).Select(c => $"'{new string(c)}'"))}",
        ["side by side"] = s => $"x = {string.Join(' ', s.Chunk(9).Select(c => $"\"{new string(c)}\""))}",
        ["join"] = s => $"[{string.Join(", ", s.Chunk(9).Select(c => $"\"{new string(c)}\""))}].join(\"\")",
        ["template"] = s => string.Concat(s.Chunk(9).Select(c => $"${{'{new string(c)}'}}")),
    };

    private static string Each(byte[] bytes, Func<byte, string> write) => string.Concat(bytes.Select(write));

    private static string Pack(string text, Func<Stream, Stream> open)
    {
        var packed = new MemoryStream();
        using (var stream = open(packed))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(packed.ToArray());
    }
}
