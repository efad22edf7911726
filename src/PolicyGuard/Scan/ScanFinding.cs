namespace PolicyGuard.Scan;

/// <summary>One thing that a scan found.</summary>
/// <param name="Rule">What kind it is.</param>
/// <param name="File">The file, as it was named to the scanner.</param>
/// <param name="Line">1-based line; 1 where the finding is about the whole file.</param>
/// <param name="Column">1-based column, in UTF-16 units.</param>
/// <param name="Message">What was found, for people: lower case, no full stop. Names of the scanned file appear in it; they are others' words.</param>
/// <param name="Flow">For a flow: its stations, source first. Empty otherwise.</param>
public sealed record ScanFinding(ScanRule Rule, string File, int Line, int Column, string Message, IReadOnlyList<ScanStep> Flow)
{
    /// <summary>How bad it is.</summary>
    public ScanSeverity Severity => Rule.Severity;
}
