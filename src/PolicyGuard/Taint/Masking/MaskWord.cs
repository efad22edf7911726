using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>What stands in the place of what was masked. Where a member holds a URI, a name or a type, it is a word that such members may hold.</summary>
internal static class MaskWord
{
    // Members of MCP's results whose values other programs take apart.
    private static readonly string[] Strict = ["uri", "uriTemplate", "mimeType", "name", "href", "src", "url", "id", "type", "role", "method"];

    /// <summary>The text for a finding in a member of this name; in running text, where there is no member.</summary>
    public static string For(Finding finding, string member) =>
        Array.IndexOf(Strict, member) >= 0 ? $"masked-{finding.Detector}" : finding.Excerpt;

    /// <summary>A text with its findings masked. Overlapping ones are one gap.</summary>
    public static string Apply(string text, IEnumerable<Finding> findings, string member)
    {
        var result = new System.Text.StringBuilder(text.Length);
        var done = 0;
        foreach (var finding in findings.OrderBy(static f => f.Start).ThenByDescending(static f => f.Length))
        {
            var start = Math.Clamp(finding.Start, 0, text.Length);
            var end = Math.Clamp(finding.Start + finding.Length, start, text.Length);
            if (start >= done)
            {
                result.Append(text, done, start - done).Append(For(finding, member));
            }

            done = Math.Max(done, end);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>A JSON string, quotes included; what need not be escaped is not.</summary>
    public static byte[] Quote(string text) =>
        [(byte)'"', .. System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
