using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>
/// AWS secret access keys without a name beside them: 30 bytes in base64, which no digest and no UUID has. Only those with a slash or a plus, as
/// about seven in ten have; the others cannot be told from names. With a name they are a <see cref="NamedForm"/>.
/// </summary>
internal sealed class AwsSecretKey : Detector
{
    private const int Size = 40;

    // A drawn key has about nineteen places where capitals begin or end; a path of capitalised words has two for each word.
    private const int LeastTurns = 12;

    private static readonly SearchValues<char> Base64Alphabet = CharClass.Of('b');
    private static readonly SearchValues<char> Around = SearchValues.Create("_-.=%@\\:");

    public override string Id => "aws-secret-key";

    public override LabelSet Label => LabelSet.Secret;

    public override Cues Cues => Cues.Long;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from + Size <= text.Length)
        {
            var at = text[from..].IndexOfAny('/', '+');
            if (at < 0)
            {
                break;
            }

            at += from;
            var start = at;
            while (start > from && at - start <= Size && Base64Alphabet.Contains(text[start - 1]))
            {
                start--;
            }

            // To the end of the run, from where the search goes on: the run is read once.
            var run = Run(text, start, Base64Alphabet);
            if (run == Size && IsAlone(text, start) && IsKey(text.Slice(start, Size)))
            {
                return new Hit(start, Size);
            }

            from = start + Math.Max(run, 1);
        }

        return Hit.None;
    }

    private static bool IsAlone(ReadOnlySpan<char> text, int start) =>
        (start == 0 || (!Around.Contains(text[start - 1]) && !Base64Alphabet.Contains(text[start - 1])) || text[start - 1] is '=' or ':')
        && (start + Size == text.Length || !Around.Contains(text[start + Size]) || text[start + Size] is '.');

    private static bool IsKey(ReadOnlySpan<char> key)
    {
        var turns = 0;
        for (var i = 1; i < key.Length; i++)
        {
            turns += char.IsAsciiLetterUpper(key[i]) != char.IsAsciiLetterUpper(key[i - 1]) ? 1 : 0;
        }

        return turns >= LeastTurns && key.ContainsAnyInRange('0', '9') && key.ContainsAnyInRange('a', 'z') && Randomness.Has(key) && Histogram.Of(key) >= 4.2;
    }
}
