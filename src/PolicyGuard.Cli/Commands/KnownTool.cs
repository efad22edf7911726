using PolicyGuard.Registry;
using PolicyGuard.Taint.ToolScan;

namespace PolicyGuard.Cli.Commands;

/// <summary>A tool that was seen, and what is wrong with its definition: the one that waits, where one does, else the pinned one.</summary>
/// <param name="Pin">The pin.</param>
/// <param name="Report">What its definition says beyond the tool, alone and beside the others.</param>
/// <param name="Collisions">What of it is, or looks like, that of another upstream's tool.</param>
internal sealed record KnownTool(ToolPin Pin, ToolReport Report, IReadOnlyList<ToolFinding> Collisions)
{
    /// <summary><c>held</c>, <c>changed</c> or <c>pinned</c>.</summary>
    public string State => Pin.Held ? "held" : Pin.Quarantined ? "changed" : "pinned";

    /// <summary>The definition that an agent would see if it were accepted.</summary>
    public string Definition => Pin.ChangedDefinition ?? Pin.Definition;

    /// <summary>All findings, the heaviest first.</summary>
    public IReadOnlyList<ToolFinding> Findings => [.. Report.Findings.Concat(Collisions).OrderByDescending(static f => f.Weight)];

    /// <summary>The pins with what is wrong with them, in the order of the list.</summary>
    public static IReadOnlyList<KnownTool> Of(IReadOnlyList<ToolPin> pins)
    {
        var crowd = new ToolCrowd();
        var readings = new Dictionary<string, UpstreamReading>(StringComparer.Ordinal);
        var known = new Dictionary<ToolPin, KnownTool>();

        // Who was first is no copy of who came later.
        foreach (var pin in pins.OrderBy(static pin => pin.PinnedAt))
        {
            var reading = readings.TryGetValue(pin.Upstream, out var begun) ? begun : readings[pin.Upstream] = new UpstreamReading();
            var definition = pin.ChangedDefinition ?? pin.Definition;
            known[pin] = new KnownTool(pin, reading.Add(definition), crowd.Add(new ListedTool(pin.Upstream, pin.Tool, definition)));
        }

        return [.. pins.Select(pin => known[pin])];
    }
}
