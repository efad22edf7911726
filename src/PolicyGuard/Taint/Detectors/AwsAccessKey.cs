using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors;

/// <summary>AWS access key ids: <c>AKIA</c>, <c>ABIA</c>, <c>ACCA</c> or <c>ASIA</c> and 16 letters or digits, in any letter case.</summary>
internal sealed class AwsAccessKey : Detector
{
    private static readonly SearchValues<string> Prefixes = SearchValues.Create(["AKIA", "ABIA", "ACCA", "ASIA"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> Body = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    public override string Id => "aws-access-key";

    public override LabelSet Label => LabelSet.Secret;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from + 20 <= text.Length)
        {
            var at = text[from..].IndexOfAny(Prefixes);
            if (at < 0)
            {
                break;
            }

            from += at;
            // Bounded to one character more than a key: a text made of prefixes must not be read to its end at each of them.
            var run = Run(text[..Math.Min(text.Length, from + 21)], from, Body);
            var wordStart = from == 0 || !Body.Contains(text[from - 1]);
            if (wordStart && run == 20)
            {
                return new Hit(from, 20);
            }

            from += 1;
        }

        return Hit.None;
    }
}
