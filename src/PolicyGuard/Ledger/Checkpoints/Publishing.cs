namespace PolicyGuard.Ledger.Checkpoints;

/// <summary>Publishes again and again while a program runs: after so much time, after so many entries of its own, and at the end.</summary>
public sealed class Publishing : IAsyncDisposable
{
    // How often is looked whether so many entries came; a checkpoint that is a moment late costs nothing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Publisher _publisher;
    private readonly Ledger _ledger;
    private readonly PublishingOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _work;
    private volatile string? _fault;

    /// <summary>Begins.</summary>
    /// <param name="publisher">Publishes.</param>
    /// <param name="ledger">Counts the entries that this process appends.</param>
    /// <param name="options">How often.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes one line for the operator.</param>
    public Publishing(Publisher publisher, Ledger ledger, PublishingOptions options, TimeProvider clock, Action<string> log)
    {
        (_publisher, _ledger, _options, _clock, _log) = (publisher, ledger, options, clock, log);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Why nothing is signed at present, or null; for health.</summary>
    public string? Fault => _fault;

    /// <summary>Publishes what is left, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        await PublishAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task WorkAsync()
    {
        // What another process left behind is signed for at once.
        await PublishAsync().ConfigureAwait(false);
        var (published, since) = (_ledger.Appended, _clock.GetTimestamp());
        while (await WaitAsync().ConfigureAwait(false))
        {
            var appended = _ledger.Appended;
            if (appended - published >= _options.Entries || (appended != published && _clock.GetElapsedTime(since) >= _options.Interval))
            {
                await PublishAsync().ConfigureAwait(false);
                (published, since) = (appended, _clock.GetTimestamp());
            }
        }
    }

    private async ValueTask<bool> WaitAsync()
    {
        try
        {
            await Task.Delay(Look, _clock, _ending.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask PublishAsync()
    {
        try
        {
            await _publisher.PublishAsync(CancellationToken.None).ConfigureAwait(false);
            if (_fault is not null)
            {
                _log("audit log: checkpoints are signed again");
            }

            _fault = null;
        }
        catch (Exception fault)
        {
            // Calls go on: their entries are written, and are signed for when the cause is gone.
            if (_fault != fault.Message)
            {
                _log($"audit log: {(fault is LedgerException ? fault.Message : fault.ToString())}");
            }

            _fault = fault.Message;
        }
    }
}
