using PolicyGuard.Flows;

namespace PolicyGuard.Taint.Flow;

/// <summary>Where an argument came from.</summary>
/// <param name="Origin">Whose words it is; null where it was seen nowhere.</param>
/// <param name="Source">Where it was seen; null where it stands in the request or was seen nowhere.</param>
/// <param name="Confidential">A confidential source that a part of it came from, or null.</param>
internal readonly record struct Traced(Origin? Origin, FlowSource? Source, FlowSource? Confidential)
{
    /// <summary>Text that speaks to the agent and holds the same value, or null.</summary>
    public FlowSource? Echo { get; init; }

    /// <summary>A page or file in whose text a link stands that is passed on, or null.</summary>
    public FlowSource? Link { get; init; }

    /// <summary>A source that is quoted, or null.</summary>
    public FlowSource? Carried { get; init; }

    /// <summary>Whether it is a value that names one thing in the world.</summary>
    public bool IsThing { get; init; }
}
