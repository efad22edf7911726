using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>Signed JSON Web Tokens (RFC 7519): three base64url segments, the first two of which begin a JSON object.</summary>
internal sealed class JsonWebToken : Detector
{
    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public override string Id => "json-web-token";

    public override LabelSet Label => LabelSet.Secret;

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
            var header = Run(text, from, Base64Url);
            var second = from + header + 1;
            if (header >= 10 && second + 3 < text.Length && text[second - 1] == '.' && text[second..].StartsWith("eyJ", StringComparison.Ordinal))
            {
                var payload = Run(text, second, Base64Url);
                var third = second + payload + 1;
                if (payload >= 10 && third < text.Length && text[third - 1] == '.')
                {
                    var signature = Run(text, third, Base64Url);
                    if (signature >= 10)
                    {
                        return new Hit(from, third + signature - from);
                    }
                }
            }

            // Skip the whole run: no start inside it could have a different end, and stepping one by one would be quadratic.
            from += Math.Max(header, 1);
        }

        return Hit.None;
    }
}
