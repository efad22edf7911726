using System.Globalization;

namespace PolicyGuard.Ledger;

/// <summary>The one append path. Every entry of the product goes through here.</summary>
public sealed class Ledger
{
    private readonly ILedgerStore _store;
    private long _appended;

    /// <summary>Writes to a store with the operator's durability.</summary>
    public Ledger(ILedgerStore store, DurabilityMode mode)
    {
        _store = store;
        Mode = mode;
    }

    /// <summary>The operator's choice.</summary>
    public DurabilityMode Mode { get; }

    /// <summary>Why entries cannot be written at present, or null.</summary>
    public string? Fault => _store.Fault;

    /// <summary>Entries that were handed to this ledger since it was made.</summary>
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>What an entry written before a call gets.</summary>
    /// <param name="mayChange">Whether the call may change something, for all that is known.</param>
    public Durability BeforeCall(bool mayChange) => Mode switch
    {
        DurabilityMode.Full => Durability.Full,
        DurabilityMode.Normal => Durability.Normal,
        _ => mayChange ? Durability.Full : Durability.Normal,
    };

    /// <summary>What an entry gets that no call waits on to run: refusals, advice, lists, malformed messages.</summary>
    public Durability Complete => Mode == DurabilityMode.Full ? Durability.Full : Durability.Normal;

    /// <summary>Appends an entry.</summary>
    /// <returns>Its index.</returns>
    /// <exception cref="LedgerException">It is not stored.</exception>
    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        Interlocked.Increment(ref _appended);
        return _store.AppendAsync(record, durability);
    }

    /// <summary>Appends an entry on whose writing no answer waits; returns at once unless too many wait already.</summary>
    /// <param name="record">The entry.</param>
    /// <param name="lost">Told where it turns out that it will never be stored.</param>
    /// <exception cref="LedgerException">Entries cannot be stored at present.</exception>
    public ValueTask AppendSoonAsync(LedgerRecord record, Action<LedgerException> lost)
    {
        Interlocked.Increment(ref _appended);
        return _store.TryAppendSoon(record, lost) ? default : AppendAndForgetAsync(record);
    }

    /// <summary>A time as entries spell it: RFC 3339, UTC, microseconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private async ValueTask AppendAndForgetAsync(LedgerRecord record) => await _store.AppendAsync(record, Durability.Normal).ConfigureAwait(false);
}
