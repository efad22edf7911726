using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>
/// What the detectors find in a result beside its single strings: within base64 blobs, and across the seams of content blocks, where a model
/// reads on without noticing. Findings in blobs count characters of the decoded text.
/// </summary>
internal static class ResultScan
{
    /// <summary>The findings of the scanner, and those beside them.</summary>
    /// <param name="scanner">The detectors.</param>
    /// <param name="result">The raw JSON of the result.</param>
    /// <param name="scanned">What the scanner found in it.</param>
    public static IReadOnlyList<Finding> Complete(Scanner scanner, ReadOnlySpan<byte> result, IReadOnlyList<Finding> scanned)
    {
        // Who hides a member's name spells it with escapes; most results have neither blobs nor several blocks.
        if (result.IndexOf("\"blob\""u8) < 0 && result.IndexOf("\"data\""u8) < 0 && result.IndexOf("\"content\""u8) < 0 && result.IndexOf("\\u"u8) < 0)
        {
            return scanned;
        }

        var places = PlaceWalk.Find(result, static p => p.Kind == PlaceKind.Blob || IsBlock(p));
        List<Finding>? more = null;
        var seams = new Seams(scanner);
        foreach (var place in places)
        {
            var text = PlaceWalk.Text(result, place);
            if (place.Kind == PlaceKind.Text)
            {
                seams.Add(place.Pointer, text, ref more);
                Nest(scanner, place.Pointer, text, ref more);
                continue;
            }

            foreach (var hit in BlobText.Read(text)?.Scan(scanner) ?? [])
            {
                (more ??= []).Add(hit with { Pointer = place.Pointer });
            }
        }

        if (more is null)
        {
            return scanned;
        }

        var known = scanned.Select(static f => (f.Pointer, f.Detector)).ToHashSet();
        return [.. scanned, .. more.Where(f => !known.Contains((f.Pointer, f.Detector)) || !IsBlobPointer(f.Pointer))];
    }

    /// <summary>Whether a place is the text of a block in a list of blocks: <c>/content/0/text</c>, in a result or in a task's result.</summary>
    private static bool IsBlock(in Place place)
    {
        if (place.Kind != PlaceKind.Text || place.Member != "text")
        {
            return false;
        }

        var steps = place.Pointer.Split('/');
        return steps.Length is 4 or 5 && steps[^3] == "content";
    }

    private static bool IsBlobPointer(string pointer) => pointer.EndsWith("/blob", StringComparison.Ordinal) || pointer.EndsWith("/data", StringComparison.Ordinal);

    // What only the structure within a text explains: names beside their values, escapes. It is said of the whole text.
    private static void Nest(Scanner scanner, string pointer, string text, ref List<Finding>? more)
    {
        if (NestedJson.Read(text) is not { } utf8 || scanner.Scan(utf8) is not { Count: > 0 } nested)
        {
            return;
        }

        var plain = scanner.ScanText(text).Select(static f => f.Detector).ToHashSet(StringComparer.Ordinal);
        foreach (var hit in nested.Where(f => !plain.Contains(f.Detector)).DistinctBy(static f => f.Detector))
        {
            (more ??= []).Add(hit with { Pointer = pointer, Start = 0, Length = text.Length });
        }
    }
}
