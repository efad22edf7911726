namespace PolicyGuard.Rules.Conditions;

/// <summary>
/// What a condition says of a call. The order is the order of certainty, so that a rule's outcome is the least of its conditions'.
/// </summary>
internal enum Outcome : byte
{
    /// <summary>It does not hold.</summary>
    No,

    /// <summary>It depends on arguments that are not known yet (a list is being filtered).</summary>
    Unknown,

    /// <summary>It holds only when read widely, or could not be evaluated. Rules that tighten apply, rules that allow do not.</summary>
    Maybe,

    /// <summary>It holds.</summary>
    Yes,
}
