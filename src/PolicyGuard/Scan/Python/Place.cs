namespace PolicyGuard.Scan.Python;

/// <summary>Where something stands in a file: 1-based line, 1-based column in UTF-16 units.</summary>
internal readonly record struct Place(int Line, int Column);
