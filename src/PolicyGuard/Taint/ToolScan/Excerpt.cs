namespace PolicyGuard.Taint.ToolScan;

/// <summary>A short piece of a definition that is safe to show: secrets masked, invisible and control characters as code points.</summary>
internal static class Excerpt
{
    private const int Longest = 160;
    private static readonly Scanner Secrets = new();

    public static string Of(string text, int start, int length)
    {
        start = Math.Clamp(start, 0, text.Length);
        var piece = text.Substring(start, Math.Min(Math.Min(length, Longest), text.Length - start));
        var shown = VisibleText.Of(Redactor.Mask(piece, Secrets.ScanPart(piece)));
        return length > Longest ? shown + "…" : shown;
    }
}
