using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>The password of a <c>.netrc</c> entry: <c>machine … login … password …</c>, on one line or several.</summary>
internal sealed class NetrcPassword : Detector
{
    private const string Machine = "machine ";
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
            var start = Password(entry);
            if (start > 0)
            {
                var end = entry[start..].IndexOfAny(" \t\r\n\"'`");
                var length = end < 0 ? entry.Length - start : end;
                if (length >= 3 && !Placeholder.Is(entry.Slice(start, length)))
                {
                    return new Hit(from + start, length);
                }
            }
        }

        return Hit.None;
    }

    // Word by word: the host, "login", the user, perhaps "account" and its name, "password". Returns where the word after that begins, or 0.
    private static int Password(ReadOnlySpan<char> entry)
    {
        var number = 0;
        var login = false;
        for (var i = 0; i < entry.Length && number < 8; number++)
        {
            var end = entry[i..].IndexOfAny(" \t\r\n");
            end = end < 0 ? entry.Length : i + end;
            var word = entry[i..end];
            var next = end;
            while (next < entry.Length && entry[next] is ' ' or '\t' or '\r' or '\n')
            {
                next++;
            }

            login |= number == 1 && word is "login";
            if (login && word is "password" && number is 3 or 5 && next < entry.Length)
            {
                return next;
            }

            i = next;
        }

        return 0;
    }
}
