using System.Globalization;

namespace PolicyGuard.Ledger;

/// <summary>The one append path. Every entry of the product goes through here.</summary>
/// <remarks>
/// What the log promises about calls, one test per sentence; what a store has to do for it is said at <see cref="ILedgerStore"/>:
/// At <see cref="DurabilityMode.Full"/> the decision MUST survive power loss before the call runs.
/// At <see cref="DurabilityMode.Normal"/> the decision MUST survive a killed process before the call runs.
/// At <see cref="DurabilityMode.Auto"/> that is as at full for a call that may change something, which MUST be assumed of every tool that does not say otherwise.
/// A call whose decision could not be stored MUST NOT run.
/// A call that was opened and never closed MUST be visible as such: its opened entry stands there without a closed one, and the verifier counts it.
/// An outcome MUST NOT be stored without its decision, nor before it.
/// Every entry MUST say which durability was in force for it, seals excepted: they are of another format, and always <see cref="Durability.Normal"/>.
/// </remarks>
public sealed class Ledger
{
    /// <summary>What the gate's own entries keep within, in bytes; below <see cref="LongestEntry"/>.</summary>
    public const int MostBytes = 65_000;

    /// <summary>The longest entry, in bytes: lengths in entry bundles have 16 bits (C2SP tlog-tiles).</summary>
    public const int LongestEntry = ushort.MaxValue;

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
    /// <exception cref="LedgerException">It is not stored: the store cannot, or the entry is longer than <see cref="LongestEntry"/>.</exception>
    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability)
    {
        var fitting = Fitting(record);
        Interlocked.Increment(ref _appended);
        return _store.AppendAsync(fitting, durability);
    }

    /// <summary>Appends an entry on whose writing no answer waits; returns at once unless too many wait already.</summary>
    /// <param name="record">The entry.</param>
    /// <param name="lost">Told where it turns out that it will never be stored.</param>
    /// <exception cref="LedgerException">Entries cannot be stored at present, or the entry is longer than <see cref="LongestEntry"/>.</exception>
    public ValueTask AppendSoonAsync(LedgerRecord record, Action<LedgerException> lost)
    {
        var fitting = Fitting(record);
        Interlocked.Increment(ref _appended);
        return _store.TryAppendSoon(fitting, lost) ? default : AppendAndForgetAsync(fitting);
    }

    /// <summary>A time as entries spell it: RFC 3339, UTC, microseconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static LedgerRecord Fitting(LedgerRecord record) => record.Json.Length <= LongestEntry
        ? record
        : throw new LedgerException($"an entry ({record.Kind.Name()}, {record.Reason}) of {record.Json.Length} bytes is longer than {LongestEntry}; nothing is stored of it");

    private async ValueTask AppendAndForgetAsync(LedgerRecord record) => await _store.AppendAsync(record, Durability.Normal).ConfigureAwait(false);
}
