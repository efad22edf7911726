using PolicyGuard.Flows;

namespace PolicyGuard.Taint.Flow;

/// <summary>Where one argument came from. Holds names, never the value.</summary>
/// <param name="Pointer">RFC 6901 pointer to the argument.</param>
/// <param name="IsControl">Whether it steers the call.</param>
/// <param name="Origin">Whose words it is.</param>
/// <param name="Source">The call and field that brought it; null where the user said it.</param>
public sealed record FlowFinding(string Pointer, bool IsControl, Origin Origin, FlowSource? Source)
{
    /// <summary>Whether it says how much, and nothing else.</summary>
    internal bool IsAmount { get; init; }
}
