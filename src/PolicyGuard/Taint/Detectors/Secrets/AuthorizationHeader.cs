using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Credentials of an HTTP request (RFC 9110 §11.6.2): <c>Authorization: scheme credentials</c>, and <c>Bearer credentials</c> wherever it stands.</summary>
internal sealed class AuthorizationHeader : Detector
{
    private static readonly string[] Names = ["authorization", "bearer "];
    private static readonly SearchValues<string> Search = SearchValues.Create(Names, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Credentials = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/=@%:!");

    public override string Id => "authorization-header";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => Names;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAny(Search);
            if (at < 0)
            {
                break;
            }

            from += at;
            var isBearer = char.ToLowerInvariant(text[from]) == 'b';
            from += isBearer ? "bearer ".Length : "authorization".Length;
            var start = isBearer ? from : Value(text, from);
            var hit = start < 0 ? Hit.None : OfValue(text, start, allowScheme: !isBearer);
            if (hit.Length > 0)
            {
                return hit;
            }
        }

        return Hit.None;
    }

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase) ? OfValue(value, 0, allowScheme: true) : Hit.None;

    // Behind the name: a quote or two, a colon or something like it, a quote or two. Bounded, as names and values stand close together.
    private static int Value(ReadOnlySpan<char> text, int i)
    {
        var seen = false;
        for (var n = 0; n < 10 && i < text.Length && text[i] is ' ' or '"' or '\'' or '\\' or ':' or '=' or ',' or '>' or ']' or '`'; n++, i++)
        {
            seen |= text[i] is ':' or '=' or ',';
        }

        return seen ? i : -1;
    }

    private static Hit OfValue(ReadOnlySpan<char> text, int start, bool allowScheme)
    {
        var window = text[..Math.Min(text.Length, start + TokenPattern.Longest)];
        var run = Run(window, start, Credentials);
        var scheme = window.Slice(start, run);
        if (allowScheme && run is > 0 and < 24 && start + run < window.Length && window[start + run] == ' ' && !scheme.ContainsAnyInRange('0', '9'))
        {
            start += run + 1;
            run = Run(window, start, Credentials);
        }
        else
        {
            scheme = default;
        }

        var value = window.Slice(start, run).TrimEnd('.');
        var isCall = start + run < window.Length && window[start + run] == '(';
        return !isCall && IsCredentials(scheme, value) ? new Hit(start, value.Length) : Hit.None;
    }

    private static bool IsCredentials(ReadOnlySpan<char> scheme, ReadOnlySpan<char> value)
    {
        if (scheme.Equals("basic", StringComparison.OrdinalIgnoreCase) && IsUserAndPassword(value))
        {
            return true;
        }

        return value.Length >= 12 && value.ContainsAnyInRange('0', '9') && Histogram.Of(value) >= 2.75 && !Placeholder.Is(value)
            && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z'));
    }

    // RFC 7617 §2: the user's id, a colon, the password.
    private static bool IsUserAndPassword(ReadOnlySpan<char> value)
    {
        Span<byte> decoded = stackalloc byte[512];
        if (value.Length is < 8 or > 512 || !Convert.TryFromBase64Chars(value, decoded, out var length))
        {
            return false;
        }

        decoded = decoded[..length];
        return decoded.Contains((byte)':') && !decoded.ContainsAnyInRange((byte)0, (byte)31);
    }
}
