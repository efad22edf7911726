using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// AWS access key ids: <c>AKIA</c>, <c>ABIA</c>, <c>ACCA</c>, <c>ASIA</c> or <c>A3T</c> with a letter or digit, and 16 letters or digits. Also in small
/// letters, where digits show that it is no word; not where X stands in for all of them.
/// </summary>
internal sealed class AwsAccessKey : Detector
{
    private const int Size = 20;
    private static readonly string[] Kinds = ["AKIA", "ABIA", "ACCA", "ASIA", "A3T"];
    private static readonly SearchValues<string> Prefixes = SearchValues.Create(Kinds, StringComparison.OrdinalIgnoreCase);

    public override string Id => "aws-access-key";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => Kinds;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from + Size <= text.Length)
        {
            var at = text[from..].IndexOfAny(Prefixes);
            if (at < 0)
            {
                break;
            }

            from += at;
            // Bounded to one character more than a key: a text made of prefixes must not be read to its end at each of them.
            var run = Run(text[..Math.Min(text.Length, from + Size + 1)], from, CharClass.Alphanumeric);
            if (run == Size && BeginsWord(text, from) && IsKey(text.Slice(from, Size)))
            {
                return new Hit(from, Size);
            }

            from += 1;
        }

        return Hit.None;
    }

    private static bool BeginsWord(ReadOnlySpan<char> text, int at) =>
        at == 0 || !CharClass.Alphanumeric.Contains(text[at - 1]) || (text[at - 1] is 'n' or 'r' or 't' && at > 1 && text[at - 2] == '\\');

    private static bool IsKey(ReadOnlySpan<char> key) =>
        key[4..].ContainsAnyExcept('X', 'x') && (key[4..].ContainsAnyInRange('0', '9') || !key.ContainsAnyInRange('a', 'z'));
}
