namespace PolicyGuard.Scan.Python;

/// <summary>What stands behind <c>case</c> (language reference, section 8.6.4).</summary>
/// <param name="Kind">Which.</param>
/// <param name="Value">For <see cref="PatternKind.Value"/>: what it is compared with.</param>
/// <param name="Name">The name that is bound, or null.</param>
/// <param name="Parts">Patterns inside.</param>
internal sealed record Pattern(PatternKind Kind, Expr? Value, string? Name, IReadOnlyList<Pattern> Parts);

/// <summary>Kinds of patterns.</summary>
internal enum PatternKind
{
    /// <summary>Anything: <c>_</c> or a name.</summary>
    Any,

    /// <summary>A literal or a dotted name.</summary>
    Value,

    /// <summary>One of several.</summary>
    Or,

    /// <summary>A sequence, mapping or class with parts.</summary>
    Inside,
}
