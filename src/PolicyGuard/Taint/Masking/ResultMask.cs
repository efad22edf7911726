using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>
/// Masks findings in a result. What holds no finding stays byte for byte; a masked text stays a text, a number a number, a blob base64, and
/// structured content goes on fitting the tool's output schema. Where any of that cannot be, there is no masked result.
/// </summary>
internal sealed class ResultMask(Scanner scanner)
{
    // A mask can bring together what stood apart; more often than this it does so on purpose.
    private const int MostRounds = 3;
    private const int MostNesting = 2;

    /// <summary>The result with its findings masked; null where it cannot be shown.</summary>
    /// <param name="json">The raw JSON of the result.</param>
    /// <param name="findings">All that was found in it (<see cref="ResultScan"/>).</param>
    /// <param name="counts">Which labels are masked.</param>
    /// <param name="schema">What <c>structuredContent</c> has to fit; null where nothing is said.</param>
    public ReadOnlyMemory<byte>? Mask(ReadOnlyMemory<byte> json, IReadOnlyList<Finding> findings, Func<LabelSet, bool> counts, OutputSchema? schema)
    {
        // A scan that stopped at its bound may have left something behind.
        if (findings.Count >= Scanner.MaxFindings)
        {
            return null;
        }

        if (Masked(json, findings, counts, 0) is not { } masked)
        {
            return null;
        }

        return StructuredContent.Fit(json, masked, schema);
    }

    private ReadOnlyMemory<byte>? Masked(ReadOnlyMemory<byte> json, IReadOnlyList<Finding> findings, Func<LabelSet, bool> counts, int nesting)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var left = findings.Where(f => counts(f.Label)).ToLookup(static f => f.Pointer, StringComparer.Ordinal);
            if (left.Count == 0)
            {
                return json;
            }

            var places = PlaceWalk.Find(json.Span, p => left.Contains(p.Pointer));
            if (places.Count < left.Count)
            {
                return null;
            }

            var names = new MaskedNames(json);
            var edits = new List<JsonEdit>(places.Count);
            foreach (var place in places)
            {
                edits.Add(new JsonEdit(json.Slice(place.Start, place.Length), Value(json.Span, place, left[place.Pointer], counts, nesting, names)));
            }

            var masked = JsonSplice.Apply(json, [.. edits]);
            if (masked.AsSpan().SequenceEqual(json.Span))
            {
                // Only our own words are found now, such as behind `password=`.
                return json;
            }

            json = masked;
            findings = ResultScan.Complete(scanner, json.Span, scanner.Scan(json.Span));
            if (findings.Count >= Scanner.MaxFindings)
            {
                return null;
            }
        }

        // Spelled out: the compiler would make an empty result of `null` in a conditional expression.
        if (findings.Any(f => counts(f.Label) && !IsOurs(json.Span, f)))
        {
            return null;
        }

        return json;
    }

    private byte[] Value(ReadOnlySpan<byte> json, in Place place, IEnumerable<Finding> findings, Func<LabelSet, bool> counts, int nesting, MaskedNames names)
    {
        switch (place.Kind)
        {
            case PlaceKind.Name:
                return MaskWord.Quote(names.Next());
            case PlaceKind.Number:
                return [(byte)'0'];
            case PlaceKind.Blob when BlobText.Read(PlaceWalk.Text(json, place)) is { } blob:
                // Found some other way, it cannot be cut out of the bytes: nothing of them is left.
                var within = blob.Scan(scanner).Where(f => counts(f.Label)).ToList();
                return MaskWord.Quote(within.Count > 0 ? blob.With(MaskWord.Apply(blob.Text, within, "")) : Convert.ToBase64String(Encoding.UTF8.GetBytes(findings.First().Excerpt)));
            default:
                var text = PlaceWalk.Text(json, place);
                return MaskWord.Quote(Nested(text, counts, nesting) ?? MaskWord.Apply(text, findings, place.Member));
        }
    }

    // A text that is JSON itself stays JSON: a number in it becomes a number, and names explain values as they do outside.
    private string? Nested(string text, Func<LabelSet, bool> counts, int nesting)
    {
        if (nesting >= MostNesting || NestedJson.Read(text) is not { } utf8)
        {
            return null;
        }

        var findings = scanner.Scan(utf8);
        return findings.Count < Scanner.MaxFindings && findings.Any(f => counts(f.Label)) && Masked(utf8, findings, counts, nesting + 1) is { } masked && !masked.Span.SequenceEqual(utf8)
            ? Encoding.UTF8.GetString(masked.Span)
            : null;
    }

    private static bool IsOurs(ReadOnlySpan<byte> json, Finding finding)
    {
        var places = PlaceWalk.Find(json, p => p.Pointer == finding.Pointer);
        if (places is not [{ Kind: PlaceKind.Text } place])
        {
            return false;
        }

        var text = PlaceWalk.Text(json, place);
        var end = Math.Min(text.Length, finding.Start + finding.Length);
        return finding.Start < end && text.AsSpan(finding.Start, end - finding.Start).Contains("masked-", StringComparison.Ordinal);
    }
}
