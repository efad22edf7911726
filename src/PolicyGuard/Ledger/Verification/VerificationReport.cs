namespace PolicyGuard.Ledger.Verification;

/// <summary>What a verifier found.</summary>
public sealed record VerificationReport
{
    /// <summary>The log's name, from its checkpoints; empty where there is none.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Entries in the log, pruned ones included.</summary>
    public long Size { get; init; }

    /// <summary>Entries before this index were pruned: their hashes are there, their bytes are not.</summary>
    public long Pruned { get; init; }

    /// <summary>Entries that a good checkpoint proves unchanged.</summary>
    public long Proven { get; init; }

    /// <summary>Entries behind the last good checkpoint: their hashes are right, and nobody has signed for them yet.</summary>
    public long Unsigned { get; init; }

    /// <summary>Checkpoints that are good.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Seals that are good.</summary>
    public long Seals { get; init; }

    /// <summary>Calls that were opened and never closed: running at this moment, or cut off by a crash.</summary>
    public long NeverClosed { get; init; }

    /// <summary>The size of the newest good checkpoint; 0 where there is none.</summary>
    public long SignedTo { get; init; }

    /// <summary>The root of the newest good checkpoint, or of the whole log where there is none.</summary>
    public ReadOnlyMemory<byte> Root { get; init; }

    /// <summary>What is wrong, the first entries first; at most <see cref="MostFaults"/>.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Faults beyond those that are listed.</summary>
    public long FaultsNotListed { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Faults.Count == 0;

    /// <summary>How many faults are listed.</summary>
    public const int MostFaults = 100;
}
