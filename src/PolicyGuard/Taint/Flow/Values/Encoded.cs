using System.Buffers;
using System.Text;

namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Text that hides in base64 (RFC 4648 §4 and §5) or hexadecimal digits.</summary>
internal static class Encoded
{
    private const int Longest = 4096;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The readable text behind a token, or null where there is none.</summary>
    public static string? Decode(ReadOnlySpan<char> token)
    {
        if (token.Length > Longest)
        {
            return null;
        }

        var hex = token.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? token[2..] : token;
        if (hex.Length % 2 == 0 && hex.IndexOfAnyExcept(Hex) < 0 && Readable(Convert.FromHexString(hex)) is { } text)
        {
            return text;
        }

        if (token.IndexOfAnyExcept(Base64) >= 0)
        {
            return null;
        }

        var standard = token.TrimEnd('=').ToString().Replace('-', '+').Replace('_', '/');
        standard += new string('=', (4 - (standard.Length % 4)) % 4);
        var bytes = new byte[standard.Length];
        return Convert.TryFromBase64String(standard, bytes, out var written) ? Readable(bytes.AsSpan(0, written)) : null;
    }

    private static string? Readable(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is < 9 or (> 13 and < 32) or 127)
            {
                return null;
            }
        }

        try
        {
            return bytes.Length >= 4 ? Strict.GetString(bytes) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
}
