using System.Text.Json;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Security.Scores;

/// <summary>
/// Definitions of tools: how many poisoned ones are found by their text alone, and how many honest ones are suspected; by kind and by source. Where the
/// text is innocent, comparison has to find it: with the pinned definition, and with the other tools of its server.
/// </summary>
internal sealed class ToolScore : IScore
{
    private static readonly string[] TextKinds = ["poisoned_description", "shadowing", "preference", "return_injection"];

    public bool Reads(JsonElement row) => row.TryGetProperty("description", out _) && row.TryGetProperty("server", out _) && row.TryGetProperty("kind", out _);

    public IReadOnlyList<Figure> Measure(string file, IReadOnlyList<JsonElement> rows, RunOptions options)
    {
        var figures = new List<Figure>();
        var scanned = rows.Select(row => (Row: row, Group: Group(row), Source: Text(row, "source"), Report: DefinitionScan.Scan(Definition(row)))).ToList();
        figures.Add(Share(file, "text: all kinds", scanned.Where(s => s.Group.StartsWith("text ", StringComparison.Ordinal)), 0.95, fewer: false));
        // Rows of which the same name and description stand under both labels tell nothing of the text.
        var honestTexts = rows.Where(static r => Text(r, "kind") == "benign").Select(Key).ToHashSet();
        var guilty = rows.Where(static r => Text(r, "label") == "malicious").Select(Key).ToHashSet();
        figures.Add(Share(file, "text: all kinds, texts of one label only", scanned.Where(s => s.Group.StartsWith("text ", StringComparison.Ordinal) && !honestTexts.Contains(Key(s.Row))), 0.95, fewer: false));
        figures.Add(Share(file, "benign suspected, texts of one label only", scanned.Where(s => s.Group == "benign" && !guilty.Contains(Key(s.Row))), 0.01, fewer: true));
        figures.Add(Share(file, "benign suspected", scanned.Where(s => s.Group == "benign"), 0.01, fewer: true));
        foreach (var group in scanned.GroupBy(s => s.Group).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var source in group.GroupBy(s => s.Source))
            {
                figures.Add(Share(file, $"{group.Key}, {source.Key}", source, null, fewer: group.Key == "benign"));
            }
        }

        figures.AddRange(Compared(file, rows));
        if (options.Show)
        {
            foreach (var (row, group, source, report) in scanned.Where(s => s.Group == "benign" == s.Report.IsPoisoned && (s.Group == "benign" || s.Group.StartsWith("text ", StringComparison.Ordinal))))
            {
                Console.Error.WriteLine($"{group} {source} {Text(row, "id")} {Text(row, "name")} {report.Weight}: {string.Join(" | ", report.Findings.Select(f => $"{f.Kind} {f.Weight} {f.Reason}: {f.Excerpt}"))}");
            }
        }

        return figures;
    }

    // What the text cannot tell, beside the tools that the same source has as honest ones of that server: as if the malicious tool came from another upstream.
    private static IEnumerable<Figure> Compared(string file, IReadOnlyList<JsonElement> rows)
    {
        var honest = rows.Where(static r => Text(r, "kind") == "benign").ToList();
        var byServer = honest.ToLookup(static r => Server(r), static r => new ListedTool("known", Text(r, "name"), Definition(r).GetRawText()));
        foreach (var group in rows.Where(static r => Group(r) is "context name_overlap" or "context out_of_scope_parameter" or "context poisoned_description" or "text preference")
            .GroupBy(r => (Group: Group(r), Source: Text(r, "source"))))
        {
            var beside = group.Where(r => byServer[Server(r)].Any()).ToList();
            int compared = 0, either = 0;
            foreach (var row in beside)
            {
                var definition = Definition(row);
                var tool = new ListedTool("newcomer", Text(row, "name"), definition.GetRawText());
                var collides = CollisionScan.Find(tool, byServer[Server(row)]).Any(static f => f.Weight >= ToolReport.Poisoned);
                compared += collides ? 1 : 0;
                either += collides || DefinitionScan.Scan(definition).IsPoisoned ? 1 : 0;
            }

            yield return new Figure(file, $"{group.Key.Group}, {group.Key.Source}: compared", compared, beside.Count);
            yield return new Figure(file, $"{group.Key.Group}, {group.Key.Source}: text or compared", either, beside.Count);
        }

        // Each malicious definition that has the name of an honest one, as if the honest one had been pinned first: pinning compares, it does not read.
        var pinned = honest.ToLookup(static r => Text(r, "name"), static r => Definition(r).GetRawText());
        var swaps = rows.Where(static r => Text(r, "label") == "malicious").SelectMany(r => pinned[Text(r, "name")].Take(1), static (r, was) => (Was: was, Now: Definition(r).GetRawText())).Where(static s => s.Was != s.Now).ToList();
        yield return new Figure(file, "pinned, then changed to a malicious one: noticed", swaps.Count(static s => DefinitionDiff.Compare(s.Was, s.Now).Count > 0), swaps.Count, 1.0);

        // Honest servers beside each other: how often is one of their tools taken for a copy.
        var servers = honest.GroupBy(static r => (Text(r, "source"), Server(r))).Select(static (g, n) => g.Select(r => new ListedTool(n.ToString(System.Globalization.CultureInfo.InvariantCulture), Text(r, "name"), Definition(r).GetRawText())).ToList()).ToList();
        var all = servers.Where(static s => s.Count > 0).SelectMany(static s => s).ToList();
        yield return new Figure(file, "benign beside all other benign servers: collide", all.Count(tool => CollisionScan.Find(tool, all).Any(static f => f.Weight >= ToolReport.Poisoned)), all.Count, Fewer: true);
    }

    private static (string Name, string Description) Key(JsonElement row) => (Text(row, "name"), Text(row, "description"));

    private static string Server(JsonElement row) => Text(row, "source");

    private static Figure Share(string file, string name, IEnumerable<(JsonElement Row, string Group, string Source, ToolReport Report)> rows, double? wanted, bool fewer)
    {
        var all = rows.ToList();
        return new Figure(file, name, all.Count(r => r.Report.IsPoisoned), all.Count, wanted, fewer);
    }

    private static string Group(JsonElement row)
    {
        var kind = Text(row, "kind");
        var context = row.TryGetProperty("context_required", out var required) && required.ValueKind == JsonValueKind.True;
        return TextKinds.Contains(kind) && !context ? "text " + kind : context ? "context " + kind : kind;
    }

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement Definition(JsonElement row)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", Text(row, "name"));
            writer.WriteString("description", Text(row, "description"));
            if (row.TryGetProperty("input_schema", out var schema) && schema.ValueKind == JsonValueKind.Object)
            {
                writer.WritePropertyName("inputSchema");
                schema.WriteTo(writer);
            }

            if (row.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object)
            {
                writer.WritePropertyName("annotations");
                annotations.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}
