namespace PolicyGuard.Ledger;

/// <summary>
/// Counts and finds entries by their keys without reading all of them. It is made from the entries on demand and kept; it adds nothing to the
/// append path, and what it says is exact.
/// </summary>
public interface ILedgerIndex
{
    /// <summary>How many entries of each key there are.</summary>
    /// <param name="since">Entries at or after this time; null for all.</param>
    /// <param name="until">Entries before this time; null for all.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    ValueTask<IReadOnlyList<LedgerTally>> TallyAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct);

    /// <summary>The newest entries whose key is wanted, and how many there are in all.</summary>
    /// <param name="wanted">Tells by an entry's key whether it is wanted; pure.</param>
    /// <param name="since">Entries at or after this time; null for all.</param>
    /// <param name="limit">At most so many entries; at least 1.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    ValueTask<LedgerFound> FindAsync(Func<LedgerKey, bool> wanted, DateTimeOffset? since, int limit, CancellationToken ct);

    /// <summary>The newest opened entries that no closed one speaks of, and how many there are in all: calls that run at present, or during which the program died.</summary>
    /// <param name="since">Opened at or after this time; null for all.</param>
    /// <param name="limit">At most so many entries; at least 1.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    ValueTask<LedgerFound> UnclosedAsync(DateTimeOffset? since, int limit, CancellationToken ct);
}

/// <summary>What entries are counted and found by. Absent members are empty.</summary>
/// <param name="Kind">What the entry records.</param>
/// <param name="Agent">The agent.</param>
/// <param name="ActionType">The action type.</param>
/// <param name="Effect">The decision's effect as written.</param>
/// <param name="Reason">The reason id.</param>
public sealed record LedgerKey(EntryKind Kind, string Agent, string ActionType, string Effect, string Reason);

/// <summary>So many entries have one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Count">How many.</param>
public readonly record struct LedgerTally(LedgerKey Key, long Count);

/// <summary>What a search found.</summary>
/// <param name="Total">How many entries were wanted, exactly.</param>
/// <param name="Entries">The newest of them, newest first.</param>
public sealed record LedgerFound(long Total, IReadOnlyList<StoredEntry> Entries);
