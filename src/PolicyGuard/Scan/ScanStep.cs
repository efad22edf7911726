namespace PolicyGuard.Scan;

/// <summary>One station of a flow, from its source to its sink.</summary>
/// <param name="File">The file, as it was named to the scanner.</param>
/// <param name="Line">1-based line.</param>
/// <param name="Column">1-based column, in UTF-16 units.</param>
/// <param name="Message">What happens there, in English, lower case.</param>
public sealed record ScanStep(string File, int Line, int Column, string Message);
