namespace PolicyGuard.Scan.Output;

/// <summary>What a scan of several files came to.</summary>
/// <param name="Findings">By file and line.</param>
/// <param name="Files">How many files were looked at.</param>
/// <param name="Skipped">Files that were not looked at, with the reason.</param>
public sealed record ScanReport(IReadOnlyList<ScanFinding> Findings, int Files, IReadOnlyList<(string File, string Reason)> Skipped)
{
    /// <summary>How many findings have a severity.</summary>
    public int Count(ScanSeverity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>The worst severity; null where nothing was found.</summary>
    public ScanSeverity? Worst => Findings.Count == 0 ? null : Findings.Max(static finding => finding.Severity);
}
