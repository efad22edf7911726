using System.Buffers;
using System.Text;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>What another detector finds, encoded in base64 once more: as Kubernetes, environment variables and cookies carry it.</summary>
/// <param name="id">The detector's id.</param>
/// <param name="anchor">What every such text begins with, encoded.</param>
/// <param name="inner">Finds it in the decoded text.</param>
internal sealed class EncodedSecret(string id, string anchor, Detector inner) : Detector
{
    private const int Longest = 8192;
    private static readonly SearchValues<char> Base64Alphabet = CharClass.Of('e');

    public override string Id => id;

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [anchor];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf(anchor, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            from += at;
            var run = Run(text, from, Base64Alphabet);
            if (Decodes(text.Slice(from, Math.Min(run, Longest))))
            {
                return new Hit(from, run);
            }

            from += run;
        }

        return Hit.None;
    }

    private bool Decodes(ReadOnlySpan<char> run)
    {
        var padding = run.IndexOf('=');
        run = padding < 0 ? run : run[..padding];
        var chars = ArrayPool<char>.Shared.Rent(Longest);
        var bytes = ArrayPool<byte>.Shared.Rent(Longest);
        try
        {
            // Whole quanta only: the tail of a few characters adds nothing to what a key or a token is known by.
            run = run[..(run.Length & ~3)];
            run.CopyTo(chars);
            var standard = chars.AsSpan(0, run.Length);
            standard.Replace('-', '+');
            standard.Replace('_', '/');
            if (!Convert.TryFromBase64Chars(standard, bytes, out var length))
            {
                return false;
            }

            var decoded = chars.AsSpan(0, Encoding.Latin1.GetChars(bytes.AsSpan(0, length), chars));
            return inner.Next(decoded, 0) is { Length: > 0, Start: 0 };
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars, clearArray: true);
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
