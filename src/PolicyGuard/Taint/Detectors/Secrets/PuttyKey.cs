using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Private keys in PuTTY's format (PPK), versions 1 to 3: from its first line to its seal.</summary>
internal sealed class PuttyKey : Detector
{
    private const string Begin = "PuTTY-User-Key-File-";
    private const string Body = "Private-Lines:";
    private const string Seal = "Private-MAC:";

    public override string Id => "putty-private-key";

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => [Begin];

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        var at = from < text.Length ? text[from..].IndexOf(Begin, StringComparison.Ordinal) : -1;
        if (at < 0)
        {
            return Hit.None;
        }

        var start = from + at;
        var body = text[start..].IndexOf(Body, StringComparison.Ordinal);
        if (body < 0)
        {
            return Hit.None;
        }

        var seal = text[(start + body)..].IndexOf(Seal, StringComparison.Ordinal);
        return new Hit(start, seal < 0 ? text.Length - start : body + seal);
    }
}
