namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>What came of comparing.</summary>
/// <param name="Word">The strongest of the causes.</param>
/// <param name="Evidence">Everything that differs, in the order of the output; what is beside it first.</param>
/// <param name="Notes">What explains nothing and should be known.</param>
/// <param name="More">How many differences more there are than are listed.</param>
public sealed record DriftReport(DriftWord Word, IReadOnlyList<DriftEvidence> Evidence, IReadOnlyList<string> Notes, int More)
{
    /// <summary>The causes, strongest first.</summary>
    public IReadOnlyList<DriftWord> Causes => [.. Evidence.Select(static e => e.Word).Distinct().OrderDescending()];
}

/// <summary>One difference and what it was recognised as.</summary>
/// <param name="Path">RFC 6901 pointer into the output, with <c>#</c> where a text holds JSON itself and <c>@n</c> for its n-th word; empty for what is beside the output.</param>
/// <param name="Word">The cause.</param>
/// <param name="What">What it was recognised as, for a person.</param>
/// <param name="Values">The values, the recorded one first where it was kept; masked and shortened, null where it was missing.</param>
public sealed record DriftEvidence(string Path, DriftWord Word, string What, IReadOnlyList<string?> Values);
