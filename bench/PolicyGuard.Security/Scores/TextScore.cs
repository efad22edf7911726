using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Security.Scores;

/// <summary>
/// Strings with and without secrets: how many are found, how many where the row says that the secret stands, how often an
/// alarm is false; and how many rules' rows are found whole, so that a rule with many rows hides none with few.
/// </summary>
internal sealed class TextScore : IScore
{
    private readonly Scanner _scanner = new();

    public bool Reads(JsonElement row) => row.TryGetProperty("text", out _) && row.TryGetProperty("type", out var type) && type.GetString() is "secret";

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var positives = rows.Where(IsPositive).Select(row => (Row: row, Found: Find(row, options.Show))).ToList();
        var negatives = rows.Where(row => !IsPositive(row) && IsClean(row)).Select(row => Find(row, options.Show)).ToList();
        var figures = new List<Figure>
        {
            new(file, "found", positives.Count(p => p.Found.Any), positives.Count),
            new(file, "false alarms", negatives.Count(n => n.Any), negatives.Count, Fewer: true),
        };
        var placed = positives.Where(p => Secret(p.Row) is not null).ToList();
        if (placed.Count > 0)
        {
            figures.Insert(1, new(file, "found at the secret", placed.Count(p => p.Found.There), placed.Count));
        }

        var rules = positives.Where(p => p.Row.TryGetProperty("rule", out _)).GroupBy(p => p.Row.GetProperty("rule").GetString()!).ToList();
        if (rules.Count > 0)
        {
            figures.Add(new(file, "rules all of whose rows are found", rules.Count(rule => rule.All(p => p.Found.Any)), rules.Count));
        }

        return figures;
    }

    private (bool Any, bool There) Find(JsonElement row, bool show)
    {
        var text = row.GetProperty("text").GetString()!;
        var hits = _scanner.ScanText(text).Where(f => f.Label.Overlaps(LabelOf(row))).ToList();
        var (at, length) = Secret(row) is { } secret ? (text.IndexOf(secret, StringComparison.Ordinal), secret.Length) : (0, text.Length);
        var there = hits.Any(f => f.Start < at + length && at < f.Start + f.Length);
        if (show && (IsPositive(row) ? !there : hits.Count > 0))
        {
            var what = IsPositive(row) ? hits.Count > 0 ? "elsewhere" : "missed" : "false";
            Console.Error.WriteLine($"{what} {row.GetProperty("id").GetString()} {string.Join(' ', hits.Select(f => f.Detector))}");
        }

        return (hits.Count > 0, there);
    }

    // detect-secrets counts public addresses among its secrets; here an address is personal data.
    private static LabelSet LabelOf(JsonElement row) =>
        row.TryGetProperty("rule", out var rule) && rule.GetString() == "ip_public" ? LabelSet.Pii : LabelSet.Secret;

    private static bool IsPositive(JsonElement row) => row.GetProperty("label").GetString() == "positive";

    private static bool IsClean(JsonElement row) => !row.TryGetProperty("other_rule_hits", out var others) || others.GetArrayLength() == 0;

    // A few rows name a secret that stands in the text only in another spelling.
    private static string? Secret(JsonElement row) =>
        row.TryGetProperty("secret", out var secret) && secret.ValueKind == JsonValueKind.String && secret.GetString() is { Length: > 0 } value
            && row.GetProperty("text").GetString()!.Contains(value, StringComparison.Ordinal) ? value : null;
}
