namespace PolicyGuard.Scan;

/// <summary>A kind of finding.</summary>
/// <param name="Id">The id; never renamed, never reused.</param>
/// <param name="Name">A short name, kebab-case.</param>
/// <param name="Severity">How bad a finding of this kind is.</param>
/// <param name="Cwe">The weakness in MITRE's Common Weakness Enumeration; 0 where none fits.</param>
/// <param name="Title">One sentence that says what it means.</param>
public sealed record ScanRule(string Id, string Name, ScanSeverity Severity, int Cwe, string Title);
