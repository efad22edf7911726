using System.Text.Json.Nodes;

namespace PolicyGuard.Rules.Analysis;

/// <summary>Makes up arguments that argument patterns are likely to match. Whether they do is for the caller to check.</summary>
internal static class ExampleArguments
{
    /// <summary>JSON text, or null where a pattern needs a value that cannot be made up (most regular expressions).</summary>
    public static string? For(IReadOnlyList<ArgumentPattern> patterns)
    {
        var root = new JsonObject();
        foreach (var pattern in patterns)
        {
            if (pattern.Predicate is ValuePredicate.Absent)
            {
                continue;
            }

            if (pattern.Predicate.Sample() is not { } value || !Put(root, Steps(pattern.Key), value))
            {
                return null;
            }
        }

        return root.ToJsonString();
    }

    private static string[] Steps(ArgumentKey key) => key.IsEverywhere ? ["value"]
        : key.Written.StartsWith('/') ? [.. key.Written[1..].Split('/').Select(s => s == "*" ? "0" : s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
        : [key.Written.Split('|')[0].Trim()];

    private static bool Put(JsonObject root, string[] steps, string value)
    {
        var at = root;
        foreach (var step in steps[..^1])
        {
            if (at[step] is null)
            {
                at[step] = new JsonObject();
            }

            if (at[step] is not JsonObject next)
            {
                return false;
            }

            at = next;
        }

        return at.TryAdd(steps[^1], JsonValue.Create(value));
    }
}
