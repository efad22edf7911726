namespace PolicyGuard.Taint.ToolScan;

/// <summary>What was found in one tool's definition.</summary>
/// <param name="Weight">0 to 1: all findings together.</param>
/// <param name="Findings">The findings, the heaviest first.</param>
public sealed record ToolReport(double Weight, IReadOnlyList<ToolFinding> Findings)
{
    /// <summary>From this weight on a definition is poisoned as far as words can tell, and nobody but a human lets it pass.</summary>
    public const double Poisoned = 0.6;

    /// <summary>Nothing was found.</summary>
    public static readonly ToolReport Clean = new(0, []);

    /// <summary>Whether the definition is to be kept from agents until a human has read it.</summary>
    public bool IsPoisoned => Weight >= Poisoned;

    /// <summary>This report and more findings.</summary>
    public ToolReport With(IEnumerable<ToolFinding> more) => Of([.. Findings, .. more]);

    internal static ToolReport Of(IReadOnlyList<ToolFinding> findings)
    {
        if (findings.Count == 0)
        {
            return Clean;
        }

        // The same thing said twice counts once: a long description that repeats itself is not graver for it.
        var rest = findings.GroupBy(f => (f.Kind, f.Reason)).Aggregate(1.0, (left, kind) => left * (1 - kind.Max(f => f.Weight)));
        return new ToolReport(Math.Round(1 - rest, 2), [.. findings.OrderByDescending(f => f.Weight)]);
    }
}
