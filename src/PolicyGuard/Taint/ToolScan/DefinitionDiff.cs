using System.Text.Json;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>Compares two definitions of a tool member by member; lists are compared as wholes.</summary>
public static class DefinitionDiff
{
    /// <summary>What differs, in the order of the pointers.</summary>
    /// <param name="before">The definition before, as JSON; empty where there was none.</param>
    /// <param name="after">The definition after.</param>
    /// <exception cref="JsonException">Not JSON.</exception>
    public static IReadOnlyList<DefinitionChange> Compare(string before, string after)
    {
        using var left = JsonDocument.Parse(before.Length == 0 ? "{}" : before, new JsonDocumentOptions { MaxDepth = 256 });
        using var right = JsonDocument.Parse(after, new JsonDocumentOptions { MaxDepth = 256 });
        var changes = new List<DefinitionChange>();
        Compare("", left.RootElement, right.RootElement, changes);
        return [.. changes.OrderBy(static c => c.Pointer, StringComparer.Ordinal)];
    }

    private static void Compare(string pointer, JsonElement? before, JsonElement? after, List<DefinitionChange> changes)
    {
        if (before is { ValueKind: JsonValueKind.Object } left && after is { ValueKind: JsonValueKind.Object } right)
        {
            foreach (var name in left.EnumerateObject().Select(static m => m.Name).Union(right.EnumerateObject().Select(static m => m.Name)))
            {
                Compare(
                    $"{pointer}/{JsonPath.Escape(name)}",
                    left.TryGetProperty(name, out var was) ? was : null,
                    right.TryGetProperty(name, out var now) ? now : null,
                    changes);
            }
        }
        else if (before is null || after is null || !JsonElement.DeepEquals(before.Value, after.Value))
        {
            changes.Add(new DefinitionChange(pointer, before?.GetRawText(), after?.GetRawText()));
        }
    }
}
