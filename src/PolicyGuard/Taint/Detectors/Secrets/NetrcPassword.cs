using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The password of a <c>.netrc</c> entry: <c>machine … login … password …</c>, on one line or several.</summary>
internal sealed class NetrcPassword : Detector
{
    private const string Machine = "machine ";
    private const string Password = "password ";
    private const int Longest = 256;

    public override string Id => "netrc-password";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [Machine];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf(Machine, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at + Machine.Length;
            var entry = text.Slice(from, Math.Min(Longest, text.Length - from));
            var login = entry.IndexOf("login ", StringComparison.Ordinal);
            var password = login < 0 ? -1 : entry[login..].IndexOf(Password, StringComparison.Ordinal);
            if (password >= 0)
            {
                var start = login + password + Password.Length;
                var end = entry[start..].IndexOfAny(" \t\r\n");
                var length = end < 0 ? entry.Length - start : end;
                if (length >= 3 && !Placeholder.Is(entry.Slice(start, length)))
                {
                    return new Hit(from + start, length);
                }
            }
        }

        return Hit.None;
    }
}
