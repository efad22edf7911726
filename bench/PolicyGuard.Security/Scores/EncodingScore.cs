using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Security.Scores;

/// <summary>Calls that carry a secret encoded or in parts: how many are found, by way of hiding.</summary>
internal sealed class EncodingScore : IScore
{
    private readonly Scanner _scanner = new();

    public bool Reads(JsonElement row) => row.TryGetProperty("transform", out _) && row.TryGetProperty("call", out _);

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var figures = new List<Figure>();
        foreach (var group in rows.GroupBy(row => (Label: row.GetProperty("label").GetString()!, Transform: row.GetProperty("transform").GetString()!)).OrderBy(g => g.Key))
        {
            figures.Add(new Figure(file, $"{group.Key.Label} {group.Key.Transform}", group.Count(Found), group.Count(), Fewer: group.Key.Label == "negative"));
        }

        return figures;
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
}
