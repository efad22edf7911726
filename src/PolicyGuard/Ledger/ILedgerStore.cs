namespace PolicyGuard.Ledger;

/// <summary>Keeps entries in order. One implementation per database.</summary>
/// <remarks>
/// The contract, one test per sentence:
/// When <see cref="AppendAsync"/> returns at <see cref="Durability.Full"/>, the entry MUST survive power loss.
/// When it returns at <see cref="Durability.Normal"/>, the entry MUST survive a killed process, and MUST be synced within 50 ms.
/// Entries that one process appended one after the other MUST keep that order.
/// Indexes MUST be gap-free and assigned in the append transaction, also with several processes on one store.
/// When the entry could not be stored, the call MUST throw <see cref="LedgerException"/> and the store MUST hold nothing of it;
/// only an entry whose sync failed MAY remain, because nobody can know what the disk kept. It then is an opened call that never ran.
/// A store that failed MUST accept appends again once the cause is gone.
/// An entry that <see cref="TryAppendSoon"/> took MUST be stored within 5 ms where writing works, in order with the appends of this process;
/// nothing that is appended after it MUST be stored without it, also when writing fails meanwhile: then the append fails as well.
/// Who reads through the same store MUST find it; closing the store MUST store it. Only a kill MAY lose it.
/// </remarks>
public interface ILedgerStore
{
    /// <summary>Appends one entry and returns its index, counted from 0.</summary>
    /// <exception cref="LedgerException">The entry is not stored: disk full, read-only, corrupt, locked too long.</exception>
    ValueTask<long> AppendAsync(LedgerRecord record, Durability durability);

    /// <summary>
    /// Takes an entry on whose writing no answer waits, to be stored at <see cref="Durability.Normal"/> with the next append or within 5 ms.
    /// </summary>
    /// <param name="record">The entry.</param>
    /// <param name="lost">Told where it turns out that it will never be stored.</param>
    /// <returns>False where too many wait already: nothing was taken, append it and wait.</returns>
    /// <exception cref="LedgerException">Entries cannot be stored at present. Nothing was taken.</exception>
    bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost);

    /// <summary>Entries in order of their index, or newest first; streaming, in constant memory.</summary>
    IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, CancellationToken ct = default);

    /// <summary>Why appends fail at present, or null where they work. Cheap: for health checks.</summary>
    string? Fault { get; }
}

/// <summary>An entry to append: its canonical JSON and the members by which people search.</summary>
/// <param name="Json">RFC 8785 canonical JSON, kept byte for byte; numbers within arguments keep all their digits.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What the entry records.</param>
/// <param name="CallId">The call, or null for events.</param>
/// <param name="Agent">The agent, or null.</param>
/// <param name="Target">The tool or other target as written, or null.</param>
/// <param name="ActionType">The action type, or null.</param>
/// <param name="Effect">The decision's effect as written, or null.</param>
/// <param name="Reason">The reason id.</param>
public sealed record LedgerRecord(
    ReadOnlyMemory<byte> Json, DateTimeOffset At, EntryKind Kind, string? CallId, string? Agent, string? Target, string? ActionType, string? Effect, string Reason)
{
    /// <summary>The arguments, encrypted, beside the entry and not part of it; empty where none are kept. Its loss takes nothing from the log.</summary>
    public ReadOnlyMemory<byte> Sealed { get; init; }
}

/// <summary>An entry as stored.</summary>
/// <param name="Index">Its place, counted from 0.</param>
/// <param name="Json">Its bytes.</param>
/// <param name="LeafHash">SHA-256 over a zero byte and the bytes (RFC 6962 §2.1).</param>
public sealed record StoredEntry(long Index, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> LeafHash)
{
    /// <summary>The encrypted arguments, where <see cref="LedgerQuery.WithSealed"/> asked for them and they are kept; else empty.</summary>
    public ReadOnlyMemory<byte> Sealed { get; init; }
}

/// <summary>Which entries to read. Null members do not filter; strings compare exactly.</summary>
public sealed record LedgerQuery
{
    /// <summary>Entries at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Entries before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Entries of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Entries on this target.</summary>
    public string? Target { get; init; }

    /// <summary>Entries of this action type.</summary>
    public string? ActionType { get; init; }

    /// <summary>Entries with this effect, as written.</summary>
    public string? Effect { get; init; }

    /// <summary>Entries of this kind.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>Entries of this call.</summary>
    public string? CallId { get; init; }

    /// <summary>Entries with this reason id.</summary>
    public string? Reason { get; init; }

    /// <summary>Only entries after this index.</summary>
    public long? AfterIndex { get; init; }

    /// <summary>Whether the encrypted arguments are read too.</summary>
    public bool WithSealed { get; init; }

    /// <summary>At most so many; at least 1.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Newest first (the default), or in order.</summary>
    public bool NewestFirst { get; init; } = true;
}
