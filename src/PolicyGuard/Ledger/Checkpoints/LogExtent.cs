namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>Where the log stands.</summary>
/// <param name="Size">Entries in all, pruned ones included.</param>
/// <param name="Pruned">Entries before this index were removed; 0 where none were.</param>
/// <param name="SealedTo">Calls closed before this index are sealed.</param>
/// <param name="Published">The newest checkpoint, or null.</param>
public sealed record LogExtent(long Size, long Pruned, long SealedTo, StoredCheckpoint? Published)
{
    /// <summary>Entries are pruned by so many.</summary>
    public const int PruneUnit = 1024;
}
