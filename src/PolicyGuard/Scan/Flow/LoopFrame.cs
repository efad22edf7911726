namespace PolicyGuard.Scan.Flow;

/// <summary>A loop that is running.</summary>
internal sealed class LoopFrame(Store bottom, LoopFrame? outer)
{
    /// <summary>What was known before it.</summary>
    public Store Bottom { get; } = bottom;

    public LoopFrame? Outer { get; } = outer;

    public int Depth { get; } = (outer?.Depth ?? 0) + 1;

    /// <summary>What was known where a turn was left early.</summary>
    public List<Store> Exits { get; } = [];
}
