using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>
/// Keeps what flows remember in a store that other processes share, and survives a restart with it: each event is there for the others before
/// its call is answered, and each call first takes in what the others kept.
/// </summary>
/// <remarks>
/// What came from outside is remembered for all flows of a caller that nobody opened; what the user said, and what somebody vouched for, holds
/// only in the flow in which it was said. So a new name, a new session, another process never lose anything that tightens, and never gain
/// anything that loosens.
/// </remarks>
public sealed class FlowArchive
{
    private readonly IFlowEvents _store;
    private readonly FlowBook _book;
    private readonly Func<Vault> _vault;
    private readonly FlowArchiveOptions _options;
    private readonly TimeProvider _clock;
    private readonly string _writer = Ids.New("w");
    private readonly ConcurrentDictionary<FlowKey, Cursor> _cursors = new();

    /// <summary>An archive over a store.</summary>
    /// <param name="store">Where events are kept.</param>
    /// <param name="book">What this process remembers; its key must be that of all processes on the store.</param>
    /// <param name="vault">Seals events; asked for when the first one is kept.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="clock">The clock.</param>
    public FlowArchive(IFlowEvents store, FlowBook book, Func<Vault> vault, FlowArchiveOptions options, TimeProvider clock)
    {
        (_store, _book, _options, _clock) = (store, book, options, clock);
        var lazy = new Lazy<Vault>(vault);
        _vault = () => lazy.Value;
    }

    /// <summary>The book.</summary>
    public FlowBook Book => _book;

    /// <summary>Takes in what other processes, and other flows of the same caller, kept since the flow was last looked at.</summary>
    /// <exception cref="RegistryException">The store cannot be read; nobody knows what the flow should remember.</exception>
    public async ValueTask CatchUpAsync(FlowKey flow, Caller caller, CancellationToken ct)
    {
        var cursor = _cursors.GetOrAdd(flow, static _ => new Cursor());
        await cursor.Turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // A book that forgot a flow begins it anew.
            if (_book.Current(flow).Events == 0)
            {
                cursor.Read = 0;
                cursor.Begun = false;
            }

            foreach (var kept in await _store.ReadAsync(PoolOf(flow, caller), cursor.Read, ct).ConfigureAwait(false))
            {
                cursor.Read = kept.Sequence;
                var isOwn = string.Equals(kept.Flow, flow.ToString(), StringComparison.Ordinal);
                if ((!isOwn || !cursor.Begun || kept.Writer != _writer) && Open(kept) is { } flowEvent && (isOwn || flowEvent.Kind is FlowEventKind.Result or FlowEventKind.Sent))
                {
                    // What is still to be remembered counts as remembered now; the store knows what has run out.
                    _book.Apply(flow, Now(flowEvent));
                }
            }

            cursor.Begun = true;
        }
        finally
        {
            cursor.Turn.Release();
        }

        Bound();
    }

    /// <summary>Keeps an event that this process has applied. When it returns, others see it.</summary>
    /// <exception cref="RegistryException">It could not be kept.</exception>
    public async ValueTask KeepAsync(FlowKey flow, Caller caller, FlowEvent flowEvent)
    {
        if (flowEvent is { Prints.Count: 0, Signs: FlowSigns.None, Tail.IsEmpty: true, Kind: not FlowEventKind.Request })
        {
            return;
        }

        var pool = PoolOf(flow, caller);
        var now = _clock.GetUtcNow();
        var kept = _vault().Seal(pool, SealedPart.FlowEvent, FlowEventBytes.Write(flowEvent));
        await _store.AppendAsync(new StoredFlowEvent(pool, flow.ToString(), _writer, now, now + (IsOpened(flow) ? _options.Lifetime : _options.Idle), kept)).ConfigureAwait(false);
    }

    /// <summary>The user said something: every process takes it in with the flow's next call.</summary>
    /// <exception cref="RegistryException">It could not be kept.</exception>
    public ValueTask SayAsync(FlowKey flow, Caller caller, string request) => KeepAsync(flow, caller, _book.Say(flow, request));

    /// <summary>A person vouches for a value: from now on it may steer calls of this flow.</summary>
    /// <exception cref="RegistryException">It could not be kept.</exception>
    public ValueTask VouchAsync(FlowKey flow, Caller caller, string value) => KeepAsync(flow, caller, _book.Declassify(flow, value));

    /// <summary>Those whose flows are remembered together.</summary>
    internal string PoolOf(FlowKey flow, Caller caller) =>
        IsOpened(flow) || !_options.SharesByCaller ? flow.ToString() : $"caller:{caller.Proof.ToString().ToLowerInvariant()}:{caller.Id}";

    private static bool IsOpened(FlowKey flow) => flow.Source == FlowKeySource.Authenticated;

    private FlowEvent? Open(StoredFlowEvent kept)
    {
        if (!_vault().TryOpen(kept.Pool, SealedPart.FlowEvent, kept.Event.Span, out var plain, out var fault))
        {
            throw new RegistryException($"what happened in flow {kept.Flow} cannot be read: {fault}");
        }

        try
        {
            return FlowEventBytes.Read(plain);
        }
        catch (FormatException e)
        {
            throw new RegistryException($"what happened in flow {kept.Flow} cannot be read: {e.Message}", e);
        }
    }

    private FlowEvent Now(FlowEvent e) => new()
    {
        Kind = e.Kind, At = _clock.GetUtcNow(), Signs = e.Signs, Acts = e.Acts, Sources = e.Sources, Prints = e.Prints, Sink = e.Sink, Tail = e.Tail,
    };

    // Who invents flows by the thousand makes others read their events once more.
    private void Bound()
    {
        if (_cursors.Count > 4 * _book.Options.Limits.MaxFlows)
        {
            foreach (var key in _cursors.Keys.Where(key => _book.Current(key).Events == 0).ToList())
            {
                _cursors.TryRemove(key, out _);
            }
        }
    }

    private sealed class Cursor
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public long Read { get; set; }

        // Whether the book has had this flow since; then it holds what this process wrote itself.
        public bool Begun { get; set; }
    }
}
