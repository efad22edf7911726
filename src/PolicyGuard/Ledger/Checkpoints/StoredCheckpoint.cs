namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>A checkpoint as it was published.</summary>
/// <param name="Size">Entries in its tree.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Note">The signed note (C2SP tlog-checkpoint), byte for byte.</param>
public sealed record StoredCheckpoint(long Size, DateTimeOffset At, ReadOnlyMemory<byte> Note);

/// <summary>What vouches for a run of executed calls: an entry of the log that carries a signature over all of their envelopes.</summary>
/// <param name="Index">The index of the entry.</param>
/// <param name="First">The first entry of the run; it follows the run of the seal before.</param>
/// <param name="End">The entry behind the run. Calls that were closed within it are sealed.</param>
/// <param name="At">When, in whole seconds.</param>
/// <param name="Promise">The log's signature over the entry, its index and the time (a signed entry timestamp).</param>
public sealed record StoredSeal(long Index, long First, long End, DateTimeOffset At, ReadOnlyMemory<byte> Promise);
