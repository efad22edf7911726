using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Masking;

/// <summary>Keeps <c>structuredContent</c> fitting its tool's output schema after masking: what the mask broke gets a value of the right form.</summary>
internal static class StructuredContent
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The masked result, fitted; null where no value fits. A result that did not fit before need not fit now.</summary>
    /// <param name="original">The result as it came.</param>
    /// <param name="masked">The result after masking.</param>
    /// <param name="schema">The schema; null where there is none.</param>
    public static ReadOnlyMemory<byte>? Fit(ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> masked, OutputSchema? schema)
    {
        if (schema is null || Find(original) is not { } before || Find(masked) is not { } after)
        {
            return masked;
        }

        using var first = JsonDocument.Parse(before.Part, Deep);
        using var now = JsonDocument.Parse(after.Part, Deep);
        if (schema.Fits(now.RootElement) || !schema.Fits(first.RootElement))
        {
            return masked;
        }

        var edits = new List<JsonEdit>();
        foreach (var (old, place) in Changed(before.Part, after.Part))
        {
            var parts = schema.At(place.Pointer);
            var isText = place.Kind != PlaceKind.Number;
            var was = Value(before.Part, old);
            var proposals = FittingValue.Of(PlaceWalk.Text(before.Part.Span, old), isText ? PlaceWalk.Text(after.Part.Span, place) : null, parts).Where(proposed => !JsonElement.DeepEquals(proposed, was)).ToList();
            var value = proposals.Find(proposed => parts.TrueForAll(part => schema.Fits(part, proposed)));
            if (value.ValueKind == JsonValueKind.Undefined && parts.Count > 0)
            {
                // Of alternatives one is enough; the whole is judged at the end.
                value = proposals.Find(proposed => schema.Fits(parts[0], proposed));
            }

            if (value.ValueKind == JsonValueKind.Undefined)
            {
                return null;
            }

            edits.Add(new JsonEdit(after.Part.Slice(place.Start, place.Length), System.Text.Encoding.UTF8.GetBytes(value.GetRawText())));
        }

        var fitted = JsonSplice.Apply(after.Part, [.. edits]);
        using var document = JsonDocument.Parse(fitted, Deep);
        if (!schema.Fits(document.RootElement))
        {
            return null;
        }

        return JsonSplice.Replace(masked, after.Part, fitted);
    }

    // In a result, or in the result within a task's state.
    private static (ReadOnlyMemory<byte> Part, bool Nested)? Find(ReadOnlyMemory<byte> result)
    {
        if (result.IsEmpty || result.Span[0] != '{')
        {
            return null;
        }

        if (JsonParts.TryGetMember(result, "structuredContent", out var part))
        {
            return (part, false);
        }

        return JsonParts.TryGetMember(result, "result", out var inner) && !inner.IsEmpty && inner.Span[0] == '{' && JsonParts.TryGetMember(inner, "structuredContent", out part) ? (part, true) : null;
    }

    // Masking changes values and names, never how many there are: both texts have the same tokens in the same order.
    private static IEnumerable<(Place Old, Place New)> Changed(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var old = PlaceWalk.Find(before.Span, static p => p.Kind != PlaceKind.Name);
        var now = PlaceWalk.Find(after.Span, static p => p.Kind != PlaceKind.Name);
        for (var i = 0; i < Math.Min(old.Count, now.Count); i++)
        {
            if (!before.Span.Slice(old[i].Start, old[i].Length).SequenceEqual(after.Span.Slice(now[i].Start, now[i].Length)))
            {
                yield return (old[i], now[i]);
            }
        }
    }

    private static JsonElement Value(ReadOnlyMemory<byte> json, in Place place)
    {
        var reader = new Utf8JsonReader(json.Span.Slice(place.Start, place.Length));
        return JsonElement.ParseValue(ref reader);
    }
}
