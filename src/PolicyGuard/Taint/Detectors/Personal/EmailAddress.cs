using System.Buffers;
using System.Globalization;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// E-mail addresses (RFC 5321 §4.1.2, RFC 6531 for letters outside ASCII), found from the <c>@</c> outwards, with both sides bounded (§4.5.3.1). A quoted
/// local part counts; a domain must have a dot and a top level of letters, or be an address in brackets. Addresses of git remotes and URLs with a password are not people's.
/// </summary>
internal sealed class EmailAddress : PersonalDetector
{
    private static readonly SearchValues<char> Local = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$&'*+-/=?^_`{|}~%");

    public override string Id => "email-address";

    public override Evidence Evidence => Evidence.Strong;

    public override string Source => "RFC 5321 §4.1.2, RFC 6531";

    public override IReadOnlyList<string> Anchors { get; } = ["@"];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            var next = text[at..].IndexOf('@');
            if (next < 0)
            {
                break;
            }

            at += next;
            var start = LocalStart(text, from, at);
            var length = DomainLength(text[(at + 1)..]);
            if (start < at && length > 0 && !IsRemote(text, start, at, at + 1 + length))
            {
                return new Hit(start, at + 1 + length - start);
            }
        }

        return Hit.None;
    }

    private static int LocalStart(ReadOnlySpan<char> text, int from, int at)
    {
        var lowest = Math.Max(from, at - 64);
        var start = at;
        if (start > lowest && text[start - 1] == '"')
        {
            var open = text[lowest..(start - 1)].LastIndexOf('"');
            return open < 0 || start - 2 == lowest + open ? at : lowest + open;
        }

        while (start > lowest && (Local.Contains(text[start - 1]) || (text[start - 1] > '\u007F' && char.IsLetterOrDigit(text[start - 1]))))
        {
            start--;
        }

        // Signs that an address may have but hardly ever begins or ends with are what stands around it: quotes, "mailto=", a path.
        var trim = text[start..at].LastIndexOfAny("=/'`|?{}&*#!$~^");
        start += trim + 1;
        while (start < at && text[start] is '.' or '-' or '%')
        {
            start++;
        }

        return start < at && text[at - 1] == '.' ? at : start;
    }

    private static int DomainLength(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("["))
        {
            var close = text[..Math.Min(text.Length, 48)].IndexOf(']');
            return close > 7 && !text[1..close].ContainsAnyExcept("0123456789abcdefABCDEFIPv.:") ? close + 1 : 0;
        }

        text = text[..Math.Min(255, text.Length)];
        var length = 0;
        while (length < text.Length && IsDomain(text[length]))
        {
            length++;
        }

        text = text[..length].TrimEnd(".-");
        var dot = text.LastIndexOf('.');
        var top = text[(dot + 1)..];
        var idn = top.StartsWith("xn--", StringComparison.OrdinalIgnoreCase);
        return dot > 0 && top.Length >= 2 && text[0] != '.' && text.IndexOf("..") < 0 && (idn || !top.ContainsAny("0123456789-")) ? text.Length : 0;
    }

    private static bool IsDomain(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '.' or '-' || (c > '\u007F' && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));

    // git@host:owner/repo, and scheme://user:password@host.
    private static bool IsRemote(ReadOnlySpan<char> text, int start, int at, int end) =>
        (text[start..at] is "git" && end < text.Length && text[end] is ':' or '/')
        || (start > 0 && text[start - 1] == ':' && end < text.Length && text[Math.Max(0, start - 80)..start].Contains("://", StringComparison.Ordinal));
}
