namespace PolicyGuard.Ledger.Verification;

/// <summary>A row of the ledger as it lies in the store, believed in nothing. Valid only while it is shown.</summary>
public readonly ref struct RawEntry
{
    /// <summary>The index that the store says it has.</summary>
    public required long Index { get; init; }

    /// <summary>The entry's bytes.</summary>
    public required ReadOnlySpan<byte> Json { get; init; }

    /// <summary>The leaf hash that the store says it has.</summary>
    public required ReadOnlySpan<byte> LeafHash { get; init; }

    /// <summary>The time by which people search: 100-nanosecond units since 1970 UTC.</summary>
    public required long At { get; init; }

    /// <summary>The kind by which people search.</summary>
    public required long Kind { get; init; }

    /// <summary>Call id, agent, target, action type, effect and reason by which people search, UTF-8; empty where the store has none.</summary>
    public required ReadOnlySpan<byte> CallId { get; init; }

    /// <summary>See <see cref="CallId"/>.</summary>
    public required ReadOnlySpan<byte> Agent { get; init; }

    /// <summary>See <see cref="CallId"/>.</summary>
    public required ReadOnlySpan<byte> Target { get; init; }

    /// <summary>See <see cref="CallId"/>.</summary>
    public required ReadOnlySpan<byte> ActionType { get; init; }

    /// <summary>See <see cref="CallId"/>.</summary>
    public required ReadOnlySpan<byte> Effect { get; init; }

    /// <summary>See <see cref="CallId"/>.</summary>
    public required ReadOnlySpan<byte> Reason { get; init; }
}

/// <summary>Looks at a row.</summary>
public delegate void RawEntrySeen(in RawEntry entry);
