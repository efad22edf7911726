using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Ships entries to one sink, in order, for as long as the program runs.</summary>
/// <remarks>
/// The promises, one test per sentence:
/// Every entry MUST be handed to the sink at least once, in the order of the indexes.
/// The cursor MUST NOT move past an entry that the sink has not acknowledged.
/// After a crash or a restart it MUST go on where the cursor stands.
/// A sink that fails or hangs MUST NOT delay an append, and MUST NOT grow this process: at most one batch is held.
/// Of the processes of one data folder at most one MUST ship to a sink at a time; when it ends, another goes on.
/// An outage is told once, and its end once.
/// </remarks>
public sealed class Shipper : IAsyncDisposable
{
    /// <summary>How often is looked whether there is something to ship.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>At the end so long is tried to ship what is left.</summary>
    public static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly IShipSink _sink;
    private readonly ShipSource _source;
    private readonly Func<IDisposable?> _turn;
    private readonly TimeProvider _clock;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Backoff _backoff = new();
    private readonly Task _work;
    private volatile ShipState _state = new(-1, 0, null, false);
    private IDisposable? _held;
    private string? _outage;

    /// <summary>Begins.</summary>
    /// <param name="name">The sink's name.</param>
    /// <param name="sink">The sink; disposed at the end.</param>
    /// <param name="ledger">Where entries come from.</param>
    /// <param name="cursors">Where it is remembered how far the sink has got.</param>
    /// <param name="turn">Takes the right to ship to this sink, or answers null where another process has it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator; must not throw.</param>
    public Shipper(string name, IShipSink sink, ILedgerStore ledger, IShipCursors cursors, Func<IDisposable?> turn, TimeProvider clock, Action<string> log)
    {
        (_name, _sink, _turn, _clock, _log) = (name, sink, turn, clock, log);
        _source = new ShipSource(name, ledger, cursors);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>How it stands; for health.</summary>
    public ShipState State => _state;

    /// <summary>Tries for at most <see cref="LastAttempt"/> to ship what is left, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(LastAttempt, _clock);
        using var stop = patience.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _stop);

        // A sink that does not even hear that it should give up is left behind.
        await Task.WhenAny(_work, Task.Delay(LastAttempt + LastAttempt, _clock)).ConfigureAwait(false);
        (_sink as IDisposable)?.Dispose();
        _held?.Dispose();
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            var wait = Poll;
            try
            {
                if (await ShipAsync().ConfigureAwait(false))
                {
                    continue;
                }

                wait = _held is null ? StandBy : Poll;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                wait = await FailAsync(failure).ConfigureAwait(false);
            }

            if (!await WaitAsync(wait).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Ships one batch; false where there was none.</summary>
    private async ValueTask<bool> ShipAsync()
    {
        if (_held is null)
        {
            if ((_held = _turn()) is null)
            {
                _state = _state with { StandsBy = true, Fault = null };
                return false;
            }

            if (await _source.BeginAsync(_stop.Token).ConfigureAwait(false) is { } odd)
            {
                _log($"shipping to {_name}: {odd}");
            }

            _state = _state with { StandsBy = false, Next = _source.Next };
        }

        var batch = await _source.NextAsync(_stop.Token).ConfigureAwait(false);
        if (batch.Count == 0)
        {
            // A sink that failed has something to get; so the failure was ours, and is over.
            _state = _state with { Lag = 0, Fault = _outage is null ? _state.Fault : null };
            Recovered(null);
            return false;
        }

        var complaint = await _sink.SendAsync(batch, _stop.Token).ConfigureAwait(false);
        await _source.MoveAsync(batch[^1].Index + 1).ConfigureAwait(false);
        Recovered(complaint);
        _state = new ShipState(_source.Next, _source.Full ? await _source.LagAsync(_stop.Token).ConfigureAwait(false) : 0, complaint, false);
        return true;
    }

    private void Recovered(string? complaint)
    {
        _backoff.Reset();
        if (_outage is not null)
        {
            _log($"shipping to {_name}: works again");
            _outage = null;
        }

        if (complaint is not null)
        {
            _log($"shipping to {_name}: {complaint}");
        }
    }

    private async ValueTask<TimeSpan> FailAsync(Exception failure)
    {
        var wait = _backoff.Next(failure as ShipException);
        var lag = _state.Lag;
        try
        {
            lag = await _source.LagAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LedgerException or OperationCanceledException or ObjectDisposedException)
        {
            // What is known is good enough.
        }

        var told = failure is ShipException or LedgerException or IOException or UnauthorizedAccessException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
        if (_outage is null || (failure is ShipException { Refused: true } && _outage != told))
        {
            _log($"shipping to {_name} fails, entries wait: {told}");
            _outage = told;
        }

        _state = _state with { Next = _source.Next, Lag = lag, Fault = $"{lag} entries wait: {told}" };
        return wait;
    }

    /// <summary>False when the program ends.</summary>
    private async ValueTask<bool> WaitAsync(TimeSpan wait)
    {
        if (_ending.IsCancellationRequested)
        {
            return false;
        }

        try
        {
            await Task.Delay(wait, _clock, _ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // One more round: what came last.
        }

        return true;
    }
}
