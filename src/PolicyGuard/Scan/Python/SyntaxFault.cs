namespace PolicyGuard.Scan.Python;

/// <summary>Something that is not Python.</summary>
internal sealed record SyntaxFault(Place At, string Message);
