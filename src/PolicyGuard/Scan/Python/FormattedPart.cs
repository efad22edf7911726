namespace PolicyGuard.Scan.Python;

/// <summary>One piece of a formatted string: text as it is, or the tokens of a replacement field with the pieces of its format (PEP 701).</summary>
internal sealed record FormattedPart(string? Literal, IReadOnlyList<Token> Field, IReadOnlyList<FormattedPart> Format);
