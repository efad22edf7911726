using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Security.Scores;

/// <summary>Strings with and without secrets: how many are found, how often is an alarm false.</summary>
internal sealed class TextScore : IScore
{
    private readonly Scanner _scanner = new();

    public bool Reads(JsonElement row) => row.TryGetProperty("text", out _) && row.TryGetProperty("type", out var type) && type.GetString() is "secret";

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        int positives = 0, found = 0, negatives = 0, alarms = 0;
        foreach (var row in rows)
        {
            var hit = _scanner.ScanText(row.GetProperty("text").GetString()!).Any(static f => f.Label.Overlaps(LabelSet.Secret));
            var positive = row.GetProperty("label").GetString() == "positive";
            if (positive)
            {
                positives++;
                found += hit ? 1 : 0;
            }
            else if (!row.TryGetProperty("other_rule_hits", out var others) || others.GetArrayLength() == 0)
            {
                negatives++;
                alarms += hit ? 1 : 0;
            }

            if (options.Show && positive != hit)
            {
                Console.Error.WriteLine($"{(positive ? "missed" : "false")} {row.GetProperty("id").GetString()}");
            }
        }

        return [new(file, "found", found, positives), new(file, "false alarms", alarms, negatives, Fewer: true)];
    }
}
