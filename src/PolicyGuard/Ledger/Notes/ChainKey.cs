namespace PolicyGuard.Ledger.Notes;

/// <summary>A key of a chain and where it begins to sign.</summary>
/// <param name="From">The tree size from which it signs.</param>
/// <param name="Key">The key.</param>
public sealed record ChainKey(long From, NoteKey Key);
