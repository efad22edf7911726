namespace PolicyGuard.Scan.Python;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the operator, the decoded string, or the number as written.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Parts">Of a formatted string: its pieces.</param>
internal sealed record Token(TokenKind Kind, string Text, Place At, IReadOnlyList<FormattedPart>? Parts = null)
{
    /// <summary>Whether it is this operator or this keyword.</summary>
    public bool Is(string text) => Kind is TokenKind.Operator or TokenKind.Name && Text == text;
}
