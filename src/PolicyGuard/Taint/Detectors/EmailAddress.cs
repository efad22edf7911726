using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>E-mail addresses of the usual form; found from the <c>@</c> outwards, with both sides bounded (RFC 5321 §4.5.3.1).</summary>
internal sealed class EmailAddress : Detector
{
    private static readonly SearchValues<char> Local = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-");
    private static readonly SearchValues<char> Domain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

    public override string Id => "email-address";

    public override LabelSet Label => LabelSet.Pii;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        var at = from;
        while (at < text.Length)
        {
            var next = text[at..].IndexOf('@');
            if (next < 0)
            {
                break;
            }

            at += next;
            var start = at;
            while (start > from && at - start < 64 && Local.Contains(text[start - 1]))
            {
                start--;
            }

            var domain = text.Slice(at + 1, Math.Min(255, text.Length - at - 1));
            var length = domain.IndexOfAnyExcept(Domain);
            domain = (length < 0 ? domain : domain[..length]).TrimEnd(".-");
            var dot = domain.LastIndexOf('.');
            if (start < at && dot > 0 && domain.Length - dot - 1 >= 2 && !domain[(dot + 1)..].ContainsAnyInRange('0', '9'))
            {
                return new Hit(start, at + 1 + domain.Length - start);
            }

            at++;
        }

        return Hit.None;
    }
}
