using System.Text.Json;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Security.Scores;

/// <summary>
/// How much injected text reads like an instruction, and how much honest output does: by way of attack, and per output of a run without attacker.
/// <c>strong</c> counts what people hardly write to each other; <c>any</c> counts plain requests as well.
/// </summary>
internal sealed class InstructionScore : IScore
{
    public bool Reads(JsonElement row) => row.TryGetProperty("calls", out _) || row.TryGetProperty("context", out _);

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var texts = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            foreach (var (group, text, id) in Texts(row))
            {
                // The same text in many runs is one text.
                (texts.TryGetValue(group, out var known) ? known : texts[group] = new(StringComparer.Ordinal)).TryAdd(text, id);
            }
        }

        var figures = new List<Figure>();
        foreach (var (group, members) in texts.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            int strong = 0, any = 0;
            var honest = group.StartsWith("honest", StringComparison.Ordinal);
            foreach (var (text, id) in members)
            {
                var spans = InstructionScan.Find(text);
                var isStrong = spans.Any(s => s.IsStrong);
                strong += isStrong ? 1 : 0;
                any += spans.Count > 0 ? 1 : 0;
                if (options.Show && honest && !isStrong && spans.Count > 0)
                {
                    Console.Error.WriteLine($"weak {group} {id}: {spans[0].Kind} {spans[0].Weight} {text.Substring(spans[0].Start, Math.Min(200, spans[0].Length)).ReplaceLineEndings("⏎")}");
                }

                if (options.Show && isStrong == honest)
                {
                    var shown = spans.FirstOrDefault(s => s.IsStrong);
                    Console.Error.WriteLine($"{group} {id}: {shown.Kind} {shown.Weight} {(honest ? text.Substring(shown.Start, Math.Min(300, shown.Length)) : text[..Math.Min(300, text.Length)]).ReplaceLineEndings("⏎")}");
                }
            }

            figures.Add(new Figure(file, $"{group}, strong", strong, members.Count, Fewer: honest));
            figures.Add(new Figure(file, $"{group}, any", any, members.Count, Fewer: honest));
        }

        return figures;
    }

    private static IEnumerable<(string Group, string Text, string Id)> Texts(JsonElement row)
    {
        var id = row.GetProperty("id").GetString()!;
        if (row.TryGetProperty("context", out var context))
        {
            yield return ($"honest {row.GetProperty("source").GetString()}", context.GetString()!, id);
            yield break;
        }

        if (row.GetProperty("kind").GetString() == "benign")
        {
            foreach (var call in row.GetProperty("calls").EnumerateArray())
            {
                if (call.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.String)
                {
                    yield return ("honest outputs", output.GetString()!, id);
                }
            }

            yield break;
        }

        var attack = row.GetProperty("attack").GetString();
        foreach (var call in row.GetProperty("calls").EnumerateArray())
        {
            if (call.TryGetProperty("has_injection", out var has) && has.ValueKind == JsonValueKind.True && call.GetProperty("output").GetString() is { } output)
            {
                yield return ($"injected {attack}, outputs", output, id);
            }
        }

        foreach (var injection in row.GetProperty("injections").EnumerateObject())
        {
            yield return ($"injected {attack}, texts", injection.Value.GetString()!, id);
        }
    }
}
