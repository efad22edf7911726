using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>Private keys in PEM armour (RFC 7468 and OpenSSH's form), with or without their end.</summary>
internal sealed class PrivateKey : Detector
{
    private const string Begin = "-----BEGIN ";

    public override string Id => "private-key";

    public override LabelSet Label => LabelSet.Secret;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf(Begin, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                break;
            }

            from += at;
            var kind = text.Slice(from + Begin.Length, Math.Min(48, text.Length - from - Begin.Length));
            var end = kind.IndexOf("-----", StringComparison.Ordinal);
            if (end > 0 && kind[..end].Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
            {
                var body = from + Begin.Length + end + 5;
                var close = text[body..].IndexOf("-----END ", StringComparison.OrdinalIgnoreCase);
                return new Hit(from, (close < 0 ? text.Length : body + close) - from);
            }

            from += Begin.Length;
        }

        return Hit.None;
    }
}
