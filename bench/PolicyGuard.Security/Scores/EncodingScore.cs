using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Security.Scores;

/// <summary>
/// Calls that carry a secret encoded or in parts: how many are found, by way of hiding. The sums are given over all rows, and over those whose
/// plain form is found: of the others the engine of layers cannot be expected to find more. A false alarm is one on a negative whose plain form
/// raises none.
/// </summary>
internal sealed class EncodingScore : IScore
{
    private const string Plain = "none";
    private static readonly string[] InParts = ["split_json_fields_2", "split_json_array_3", "string_concat_code"];
    private static readonly string[] Elsewhere = [Plain, "base64_twice", "split_two_calls"];
    private readonly Scanner _scanner = new();

    public bool Reads(JsonElement row) => row.TryGetProperty("transform", out _) && row.TryGetProperty("call", out _);

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var results = rows.Select(row => new Result(Text(row, "label"), Text(row, "transform"), Text(row, "derived_from"), Found(row), Text(row, "id"))).ToList();
        var figures = new List<Figure>();
        foreach (var group in results.GroupBy(static r => (r.Label, r.Transform)).OrderBy(static g => g.Key))
        {
            figures.Add(new Figure(file, $"{group.Key.Label} {group.Key.Transform}", group.Count(static r => r.Found), group.Count(), Fewer: group.Key.Label == "negative"));
        }

        var plain = results.Where(static r => r.Transform == Plain && r.Found).Select(static r => r.Origin).ToHashSet(StringComparer.Ordinal);
        var positives = results.Where(static r => r.Label == "positive").ToList();
        Add("single layer", positives.Where(static r => !InParts.Contains(r.Transform) && !Elsewhere.Contains(r.Transform)), 0.90);
        Add("split and concatenated", positives.Where(static r => InParts.Contains(r.Transform)), 0.70);
        var negatives = results.Where(r => r.Label == "negative" && r.Transform != Plain && !plain.Contains(r.Origin)).ToList();
        figures.Add(new Figure(file, "all negatives transformed, plain form clean", negatives.Count(static r => r.Found), negatives.Count, 0.02, Fewer: true));
        if (options.Show)
        {
            foreach (var row in results.Where(r => r.Label == "positive" ? !r.Found && plain.Contains(r.Origin) : r.Found))
            {
                Console.Error.WriteLine($"{(row.Label == "positive" ? "missed" : "false")} {row.Id} {row.Transform}");
            }
        }

        return figures;

        void Add(string name, IEnumerable<Result> of, double wanted)
        {
            var all = of.ToList();
            var known = all.Where(r => plain.Contains(r.Origin)).ToList();
            figures.Add(new Figure(file, $"all {name}, plain form found", known.Count(static r => r.Found), known.Count, wanted));
            figures.Add(new Figure(file, $"all {name}", all.Count(static r => r.Found), all.Count));
        }
    }

    private bool Found(JsonElement row)
    {
        var call = row.GetProperty("call");
        return call.TryGetProperty("calls", out var calls)
            ? calls.EnumerateArray().Any(Hit)
            : Hit(call);
    }

    private bool Hit(JsonElement call) =>
        _scanner.Scan(Encoding.UTF8.GetBytes(call.GetProperty("arguments").GetRawText())).Any(f => f.Label.Overlaps(LabelSet.Secret));

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private sealed record Result(string Label, string Transform, string Origin, bool Found, string Id);
}
