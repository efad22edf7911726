namespace PolicyGuard.Envelopes;

/// <summary>A log entry with all that is needed to check, offline, that the log has it.</summary>
public sealed record TransparencyEntry
{
    /// <summary>The entry's index in the log.</summary>
    public required long LogIndex { get; init; }

    /// <summary>The log's key id, 32 bytes; see <see cref="EcdsaP256.KeyId"/>.</summary>
    public required ReadOnlyMemory<byte> LogId { get; init; }

    /// <summary>When the log says that it took the entry; seconds since 1970, UTC.</summary>
    public required long IntegratedTime { get; init; }

    /// <summary>The log's signature over the entry and the time; see <see cref="Envelopes.SignedEntryTimestamp"/>. Empty where there is none.</summary>
    public ReadOnlyMemory<byte> SignedEntryTimestamp { get; init; }

    /// <summary>The proof that a tree has the entry.</summary>
    public required InclusionProof Proof { get; init; }

    /// <summary>The entry's canonical body, a <see cref="RekorBody"/>: the bytes of the leaf.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>Proves that a Merkle tree has a leaf (RFC 6962 §2.1.1), and who signed the tree.</summary>
/// <param name="LogIndex">The leaf's index in the tree; another than the entry's where a log has several trees.</param>
/// <param name="TreeSize">How many leaves the tree has.</param>
/// <param name="RootHash">The tree's root, 32 bytes.</param>
/// <param name="Hashes">The audit path from the leaf upwards, 32 bytes each.</param>
/// <param name="Checkpoint">The signed note over the tree's size and root. Sigstore's verifiers want the log's own signature in it and no other.</param>
public sealed record InclusionProof(long LogIndex, long TreeSize, ReadOnlyMemory<byte> RootHash, IReadOnlyList<ReadOnlyMemory<byte>> Hashes, string Checkpoint);
