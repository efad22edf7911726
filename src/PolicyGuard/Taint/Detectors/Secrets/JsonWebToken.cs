using System.Buffers;
using System.Buffers.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// JSON Web Tokens (RFC 7519), signed, unsigned and encrypted (RFC 7516): base64url segments, the first of which is the JSON object of a header;
/// the second is another object, or at least three more follow.
/// </summary>
internal sealed class JsonWebToken : Detector
{
    private const int Shortest = 10;
    private const int HeaderShown = 1024;
    private static readonly SearchValues<char> Base64Alphabet = CharClass.Of('w');

    public override string Id => "json-web-token";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => ["eyJ"];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf("eyJ", StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at;
            var header = Run(text, from, Base64Alphabet);
            if (header >= Shortest && IsHeader(text.Slice(from, header)) && EndOfToken(text, from + header) is var end and > 0)
            {
                return new Hit(from, end - from);
            }

            // Skip the whole run: no start inside it could have a different end, and stepping one by one would be quadratic.
            from += Math.Max(header, 1);
        }

        return Hit.None;
    }

    // Where the token ends whose header ends here, or 0.
    private static int EndOfToken(ReadOnlySpan<char> text, int headerEnd)
    {
        Span<int> ends = [headerEnd, 0, 0, 0, 0];
        var segments = 1;
        while (segments < 5 && ends[segments - 1] < text.Length && text[ends[segments - 1]] == '.')
        {
            ends[segments] = ends[segments - 1] + 1 + Run(text, ends[segments - 1] + 1, Base64Alphabet);
            segments++;
        }

        var payload = segments > 1 ? text[(headerEnd + 1)..ends[1]] : default;
        if (segments == 5 && ends[4] - headerEnd > Shortest)
        {
            return ends[4];
        }

        if (payload.Length < Shortest || !payload.StartsWith("eyJ", StringComparison.Ordinal))
        {
            return 0;
        }

        return segments > 2 && ends[2] > ends[1] + 1 ? ends[2] : ends[1];
    }

    // RFC 7515 §4: the header says at least which algorithm was used.
    private static bool IsHeader(ReadOnlySpan<char> header)
    {
        Span<byte> json = stackalloc byte[HeaderShown];
        var shown = header[..(Math.Min(header.Length, HeaderShown) & ~3)];
        if (!Base64Url.IsValid(shown) || !Base64Url.TryDecodeFromChars(shown, json, out var length))
        {
            return false;
        }

        json = json[..length];
        return json.IndexOf("\"alg\""u8) > 0 || json.IndexOf("\"typ\""u8) > 0 || json.IndexOf("\"enc\""u8) > 0 || json.IndexOf("\"kid\""u8) > 0;
    }
}
