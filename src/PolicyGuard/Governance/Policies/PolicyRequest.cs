namespace PolicyGuard.Governance.Policies;

/// <summary>A policy as somebody wants it made or changed at run time.</summary>
public sealed record PolicyRequest
{
    /// <summary>The policy's id: 1 to 100 ASCII letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, the first a letter or digit.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The rules as JSON text: an array of governance JSON rules. Places in faults count within this text.</summary>
    public required string Rules { get; init; }

    /// <summary>Its place among its like; the highest goes first.</summary>
    public int Priority { get; init; } = 100;

    /// <summary>Whether it takes part in decisions.</summary>
    public bool Enabled { get; init; } = true;
}
