using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Azure shared access signatures: <c>sig=</c> with an HMAC-SHA256 in base64, escaped or not, beside the fields that it signs.</summary>
internal sealed class SharedAccessSignature : Detector
{
    private const string Name = "sig=";
    private const int Around = 512;
    private static readonly SearchValues<char> Value = CharClass.Of('t');
    private static readonly SearchValues<string> Fields =
        SearchValues.Create(["sv=", "se=", "sr=", "sp=", "skn="], StringComparison.Ordinal);

    public override string Id => "azure-shared-access-signature";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [Name];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var at = text[from..].IndexOf(Name, StringComparison.Ordinal);
            if (at < 0)
            {
                break;
            }

            var name = from + at;
            from = name + Name.Length;
            var window = text[..Math.Min(text.Length, from + Around)];
            var run = Run(window, from, Value);
            if (run is >= 43 and <= 140 && (text[Math.Max(0, name - Around)..name].ContainsAny(Fields) || window[(from + run)..].ContainsAny(Fields))
                && Histogram.Of(text.Slice(from, run)) >= 3.5)
            {
                return new Hit(from, run);
            }
        }

        return Hit.None;
    }
}
