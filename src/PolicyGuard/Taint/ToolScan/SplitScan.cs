using System.Text.Json;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// Reads the definitions of one upstream as one text, as a model does: an order whose halves stand in two descriptions, and one whose steps do
/// (one description gathers, one sends, one keeps it from the user), each harmless by itself.
/// </summary>
public static class SplitScan
{
    private const int Edge = 160, FewestKinds = 3;

    /// <summary>What the definitions say together; each finding belongs to the tool whose text ends or bears it.</summary>
    /// <param name="tools">The tools of one upstream, in the order in which it lists them.</param>
    public static IReadOnlyList<(ListedTool Tool, ToolFinding Finding)> Find(IReadOnlyList<ListedTool> tools)
    {
        var found = new List<(ListedTool, ToolFinding)>();
        var steps = new List<(ListedTool Tool, ToolFinding Finding)>();
        var before = "";
        foreach (var tool in tools)
        {
            using var document = JsonDocument.Parse(tool.Definition, new JsonDocumentOptions { MaxDepth = 256 });
            var report = DefinitionScan.Scan(document.RootElement);
            if (!report.IsPoisoned)
            {
                steps.AddRange(report.Findings.Where(static f => f.Kind is not (ToolFindingKind.Preference or ToolFindingKind.Prying) && f.Weight >= 0.3).Select(f => (tool, f)));
            }

            var description = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()!.Trim() : "";
            if (before.Length > 0 && description.Length > 0 && Across(before, description) is { } joined)
            {
                found.Add((tool, joined));
            }

            before = description;
        }

        var kinds = steps.Select(static s => s.Finding.Kind).Distinct().ToList();
        var weight = 1 - kinds.Aggregate(1.0, (left, kind) => left * (1 - steps.Where(s => s.Finding.Kind == kind).Max(s => s.Finding.Weight)));
        if (kinds.Count >= FewestKinds && weight >= ToolReport.Poisoned && steps.Select(static s => s.Tool).Distinct().Count() > 1)
        {
            found.AddRange(steps.DistinctBy(static s => s.Tool).Select(s => (s.Tool, s.Finding with
            {
                Kind = ToolFindingKind.Split,
                Weight = Math.Round(weight, 2),
                Reason = $"together with other tools of its upstream it gives orders; its part: {s.Finding.Reason}",
            })));
        }

        return found;
    }

    private static ToolFinding? Across(string before, string after)
    {
        var head = before[Math.Max(0, before.Length - Edge)..];
        var joined = $"{head} {after[..Math.Min(Edge, after.Length)]}";
        foreach (var span in InstructionScan.Find(joined))
        {
            var alone = span.Start >= head.Length || span.Start + span.Length <= head.Length
                || InstructionScan.Find(head).Any(static s => s.IsStrong) || InstructionScan.Find(joined[head.Length..]).Any(static s => s.IsStrong);
            if (span.IsStrong && !alone && span.Kind is (InstructionKind.Override or InstructionKind.Secrecy))
            {
                return new ToolFinding(ToolFindingKind.Split, span.Weight, "/description", Excerpt.Of(joined, span.Start, span.Length), "with the description before it, it gives an order");
            }
        }

        return null;
    }
}
