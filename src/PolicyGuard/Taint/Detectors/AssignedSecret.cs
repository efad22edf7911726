using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>A name that promises a secret, an <c>=</c> or <c>:</c>, and a value long enough to be one.</summary>
internal sealed class AssignedSecret : Detector
{
    private const int MinimumValue = 16;
    private static readonly SearchValues<char> Value = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=.");
    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["api_key", "api-key", "apikey", "secret_key", "secret-key", "secretkey", "access_token", "access-token", "accesstoken", "client_secret", "auth_token", "password", "passwd"],
        StringComparison.OrdinalIgnoreCase);

    public override string Id => "assigned-secret";

    public override LabelSet Label => LabelSet.Secret;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOfAny(Names);
            if (at < 0)
            {
                break;
            }

            var start = from + at;
            var i = start + 6;
            while (i < text.Length && (char.IsAsciiLetter(text[i]) || text[i] is '_' or '-') && i - start < 24)
            {
                i++;
            }

            i = SkipAny(text, i, "\"'` ");
            if (i < text.Length && text[i] is ':' or '=')
            {
                i = SkipAny(text, i + 1, "\"'` =>");
                var run = i < text.Length ? Run(text, i, Value) : 0;
                if (run >= MinimumValue)
                {
                    return new Hit(i, run);
                }
            }

            from = Math.Max(start + 6, Math.Min(i, text.Length));
        }

        return Hit.None;
    }

    private static int SkipAny(ReadOnlySpan<char> text, int i, string skip)
    {
        // Bounded: a name and its value stand close together, and an unbounded skip would make a text of blanks quadratic.
        for (var n = 0; n < 8 && i < text.Length && skip.Contains(text[i]); n++)
        {
            i++;
        }

        return i;
    }
}
