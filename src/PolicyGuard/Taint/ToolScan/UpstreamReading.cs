using System.Text.Json;
using PolicyGuard.Taint.Instructions;

namespace PolicyGuard.Taint.ToolScan;

/// <summary>
/// Reads the definitions of one upstream as one text, as a model does, and finds an order whose halves stand in two descriptions, and one whose steps
/// do: one description gathers, one sends, one keeps it from the user, each harmless by itself. Not thread-safe.
/// </summary>
public sealed class UpstreamReading
{
    private const int Edge = 160, FewestKinds = 3;
    private readonly Dictionary<ToolFindingKind, double> _hints = [];
    private string _before = "";
    private int _bearers;

    /// <summary>Reads one more definition.</summary>
    /// <param name="definitionJson">The definition.</param>
    /// <returns>What is wrong with it, alone and after the ones before it.</returns>
    /// <exception cref="JsonException">Not JSON.</exception>
    public ToolReport Add(string definitionJson)
    {
        using var document = JsonDocument.Parse(definitionJson, new JsonDocumentOptions { MaxDepth = 256 });
        var root = document.RootElement;
        var alone = DefinitionScan.Scan(root);
        var more = new List<ToolFinding>();
        var description = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()!.Trim() : "";
        if (Across(description) is { } joined)
        {
            more.Add(joined);
        }

        if (!alone.IsPoisoned && Steps(alone) is { } step)
        {
            more.Add(step);
        }

        _before = description;
        return more.Count == 0 ? alone : alone.With(more);
    }

    // Half an order at the end of the text before, half at the start of this one.
    private ToolFinding? Across(string description)
    {
        if (_before.Length == 0 || description.Length == 0 || _before[^1] is '.' or '!' or '?' or ')' or '>' or ':')
        {
            return null;
        }

        var head = _before[Math.Max(0, _before.Length - Edge)..];
        var joined = $"{head} {description[..Math.Min(Edge, description.Length)]}";
        foreach (var span in InstructionScan.Find(joined))
        {
            var crosses = span.Start < head.Length && span.Start + span.Length > head.Length + 1;
            if (crosses && span.IsStrong && span.Kind is InstructionKind.Override or InstructionKind.Secrecy && !IsStrong(head) && !IsStrong(joined[head.Length..]))
            {
                return new ToolFinding(ToolFindingKind.Split, span.Weight, "/description", Excerpt.Of(joined, span.Start, span.Length), "with the description before it, it gives an order");
            }
        }

        return null;
    }

    private ToolFinding? Steps(ToolReport report)
    {
        var hints = report.Findings.Where(static f => f.Kind is not (ToolFindingKind.Preference or ToolFindingKind.Prying) && f.Weight >= 0.3).ToList();
        if (hints.Count == 0)
        {
            return null;
        }

        var grew = false;
        foreach (var hint in hints)
        {
            grew |= !_hints.ContainsKey(hint.Kind);
            _hints[hint.Kind] = Math.Max(hint.Weight, _hints.GetValueOrDefault(hint.Kind));
        }

        _bearers++;
        var weight = 1 - _hints.Values.Aggregate(1.0, static (left, w) => left * (1 - w));
        return grew && _bearers > 1 && _hints.Count >= FewestKinds && weight >= ToolReport.Poisoned
            ? hints[0] with { Kind = ToolFindingKind.Split, Weight = Math.Round(weight, 2), Reason = "together with other tools of its upstream it gives orders" }
            : null;
    }

    private static bool IsStrong(string text) => InstructionScan.Find(text).Any(static s => s.IsStrong);
}
