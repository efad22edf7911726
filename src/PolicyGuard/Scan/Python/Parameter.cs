namespace PolicyGuard.Scan.Python;

/// <summary>A parameter; <paramref name="Stars"/> is 1 for <c>*args</c>, 2 for <c>**kwargs</c>.</summary>
internal sealed record Parameter(string Name, Expr? Annotation, Expr? Default, int Stars, bool KeywordOnly, Place At);
