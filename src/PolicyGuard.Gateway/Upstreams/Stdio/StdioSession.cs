using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// A conversation that outlives its child: when the child dies, open requests fail, another is started with growing pauses, told what the
/// old one knew, and the session goes on. Requests that come meanwhile wait a short while for it.
/// </summary>
internal sealed class StdioSession : IUpstreamSession
{
    // A child that lived this long died of something else than its start.
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<ChildProcess> _start;
    private readonly UpstreamOptions _options;
    private readonly RpcLimits _limits;
    private readonly IMessageSink _unsolicited;
    private readonly TimeProvider _time;
    private readonly UpstreamLog _log;
    private readonly Action<StdioSession> _closed;
    private readonly WireIds _ids = new();
    private readonly Handshake _handshake = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private readonly Task _supervision;
    private TaskCompletionSource<ChildLife> _live = NewLife();

    /// <exception cref="UpstreamException">The child cannot be started.</exception>
    internal StdioSession(
        Func<ChildProcess> start, UpstreamOptions options, RpcLimits limits, IMessageSink unsolicited, TimeProvider time, UpstreamLog log, Action<StdioSession> closed)
    {
        (_start, _options, _limits, _unsolicited, _time, _log, _closed) = (start, options, limits, unsolicited, time, log, closed);
        var first = Converse();
        _live.SetResult(first);
        _supervision = SuperviseAsync(first);
    }

    /// <summary>Why there is no living child at present, or null.</summary>
    internal string? Fault { get; private set; }

    /// <inheritdoc/>
    public async Task<UpstreamReply> RequestAsync(RpcMessage request, RequestHeaders headers, IMessageSink sink, CancellationToken ct)
    {
        var child = await LivingAsync(ct);
        var reply = await child.RequestAsync(request, sink, ct);
        _handshake.Note(request, reply.Message);
        return reply;
    }

    /// <inheritdoc/>
    public async Task SendAsync(RpcMessage message, RequestHeaders headers, CancellationToken ct)
    {
        _handshake.Note(message);
        if (message.Kind == RpcKind.Notification && message.CancelledId.IsEmpty)
        {
            await (await LivingAsync(ct)).SendAsync(message, ct);
        }
        else if (_live.Task is { IsCompletedSuccessfully: true } living)
        {
            // Answers and cancellations are for the child that is alive now, or for nobody.
            await (await living).SendAsync(message, ct);
        }
    }

    /// <summary>Ends the session and its child.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            await _supervision;
            return;
        }

        await _closing.CancelAsync();
        await _supervision;
        _closed(this);
    }

    private static TaskCompletionSource<ChildLife> NewLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildLife Converse() => new(_start(), _options, _limits, _ids, _unsolicited, _time, _log, OnDying);

    private async ValueTask<ChildLife> LivingAsync(CancellationToken ct)
    {
        var live = Volatile.Read(ref _live).Task;
        if (live.IsCompletedSuccessfully)
        {
            return live.Result;
        }

        try
        {
            return await live.WaitAsync(_options.Timeout < Patience ? _options.Timeout : Patience, _time, ct);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new UpstreamException(Reasons.UpstreamUnreachable, $"the upstream is down: {Fault ?? "the session has ended"}");
        }
    }

    // Called at the first sign of its death, so that no new request is given to it.
    private void OnDying(ChildLife dying)
    {
        lock (_lock)
        {
            if (_live.Task.IsCompletedSuccessfully && ReferenceEquals(_live.Task.Result, dying))
            {
                _live = NewLife();
            }
        }
    }

    private async Task SuperviseAsync(ChildLife child)
    {
        var backoff = new Backoff();
        try
        {
            while (true)
            {
                var born = _time.GetTimestamp();
                var how = await EndAsync(child);
                if (_time.GetElapsedTime(born) >= Stable)
                {
                    backoff.Reset();
                }

                child = await RestartAsync(how, backoff);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            lock (_lock)
            {
                if (!_live.TrySetCanceled(CancellationToken.None))
                {
                    _live = NewLife();
                    _live.SetCanceled(CancellationToken.None);
                }
            }
        }
    }

    /// <summary>Waits for a child's death, or brings it about when the session is closed.</summary>
    private async Task<string> EndAsync(ChildLife child)
    {
        try
        {
            return await child.Ended.WaitAsync(_closing.Token);
        }
        catch (OperationCanceledException)
        {
            await child.DisposeAsync();
            throw;
        }
    }

    private async Task<ChildLife> RestartAsync(string how, Backoff backoff)
    {
        lock (_lock)
        {
            // It may have died before anybody was given it, and then nobody took it away.
            _live = _live.Task.IsCompleted ? NewLife() : _live;
        }

        while (true)
        {
            var pause = backoff.Next();
            Fault = how;
            _log.Write($"{how}; it is started again in {pause.TotalMilliseconds:0} ms");
            await Task.Delay(pause, _time, _closing.Token);
            ChildLife? child = null;
            try
            {
                child = Converse();
                var changes = await _handshake.ReplayAsync(child, _closing.Token);
                lock (_lock)
                {
                    _live.SetResult(child);
                }

                Fault = null;
                foreach (var change in changes)
                {
                    child.Deliver(change);
                }

                return child;
            }
            catch (Exception e)
            {
                await (child?.DisposeAsync() ?? default);
                _closing.Token.ThrowIfCancellationRequested();
                how = e.Message;
            }
        }
    }
}
