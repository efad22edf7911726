using System.Text;

namespace PolicyGuard.Cli.Scanning;

/// <summary>Bytes of a source file as text, by the encoding that the file declares (PEP 263).</summary>
internal static class SourceFile
{
    /// <summary>The text, and what is wrong with its bytes, or null.</summary>
    public static (string Text, string? Fault) Decode(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return ((bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes, 2, bytes.Length - 2), null);
        }

        var declared = Declared(bytes);
        try
        {
            var encoding = declared switch
            {
                null or "utf-8" or "utf8" or "utf-8-sig" or "ascii" or "us-ascii" => new UTF8Encoding(false, throwOnInvalidBytes: true),
                "latin-1" or "latin1" or "iso-8859-1" or "iso8859-1" or "iso-latin-1" => Encoding.Latin1,
                _ => Encoding.GetEncoding(declared),
            };
            return (encoding.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            // Read on byte by byte: what is dangerous is ASCII in every encoding that Python takes.
            return (Encoding.Latin1.GetString(bytes), $"not {declared ?? "utf-8"}, as it says");
        }
        catch (ArgumentException)
        {
            return (Encoding.Latin1.GetString(bytes), "declares an encoding that is not known here");
        }
    }

    // `# -*- coding: latin-1 -*-` in one of the first two lines.
    private static string? Declared(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 400));
        foreach (var line in head.Split('\n').Take(2))
        {
            var at = line.IndexOf("coding", StringComparison.Ordinal);
            if (line.TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t').StartsWith('#') && at >= 0 && at + 7 < line.Length && line[at + 6] is ':' or '=')
            {
                var name = line[(at + 7)..].TrimStart();
                return new string([.. name.TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]).ToLowerInvariant().Replace('_', '-');
            }
        }

        return null;
    }
}
