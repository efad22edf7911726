using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Private keys in armour, with or without their end: PEM of every kind (RFC 7468), OpenSSH's, OpenPGP's (RFC 9580 §6.2) and SSH2's.</summary>
internal sealed class PrivateKey : Detector
{
    private const string Begin = "---BEGIN ";
    private const string BeginSsh2 = "---- BEGIN ";

    public override string Id => "private-key";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [Begin, BeginSsh2];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf("BEGIN ", StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                break;
            }

            at += from;
            var start = at;
            while (start > from && at - start < 6 && text[start - 1] is '-' or ' ')
            {
                start--;
            }

            from = at + 6;
            var kind = text.Slice(from, Math.Min(48, text.Length - from));
            var end = kind.IndexOf("----", StringComparison.Ordinal);
            if (at - start >= 4 && end > 0 && IsPrivate(kind[..end]))
            {
                var body = from + end + 4;
                var close = text[body..].IndexOf("---END ", StringComparison.OrdinalIgnoreCase);
                close = close < 0 ? text[body..].IndexOf("---- END ", StringComparison.OrdinalIgnoreCase) : close;
                return new Hit(start, (close < 0 ? text.Length : body + close) - start);
            }
        }

        return Hit.None;
    }

    private static bool IsPrivate(ReadOnlySpan<char> kind) =>
        kind.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase) || kind.Contains("SSH2 ENCRYPTED", StringComparison.OrdinalIgnoreCase);
}
