using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// One life of a child: from its start to its death. Any number of clients may hold requests in it. It ends by itself when the child closes
/// its output or dies; every request that is open then fails.
/// </summary>
internal sealed class ChildLife : IAsyncDisposable
{
    // After its death what the child wrote last still stands in the pipe. Longer than this, somebody else holds the pipe open.
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastInput = TimeSpan.FromMilliseconds(200);

    private readonly PendingCalls _calls = new();
    private readonly ServerRequests _asked;
    private readonly CancellationTokenSource _stop = new();
    private readonly ChildProcess _child;
    private readonly RpcLimits _limits;
    private readonly WireIds _ids;
    private readonly TimeProvider _time;
    private readonly UpstreamLog _log;
    private readonly Action<ChildLife> _dying;
    private readonly LineWriter _writer;
    private readonly SinkQueue _unsolicited;
    private readonly Inbox _inbox;
    private readonly CallTimer _timer;

    internal ChildLife(
        ChildProcess child, UpstreamOptions options, RpcLimits limits, WireIds ids, IMessageSink unsolicited, TimeProvider time, UpstreamLog log,
        Action<ChildLife> dying)
    {
        (_child, _limits, _ids, _time, _log, _dying) = (child, limits, ids, time, log, dying);
        _asked = new ServerRequests(options.MaxTime, time);
        _writer = new LineWriter(child.Input);
        _unsolicited = new SinkQueue(unsolicited, _stop.Token);
        _inbox = new Inbox(_calls, _asked, ids, _unsolicited, unsolicited.IsShared, _writer, time, log);
        _timer = new CallTimer(_calls, _asked, options, time, GiveUp);
        Ended = RunAsync();
    }

    /// <summary>How the life ended, for a person. Completes when the child is dead and everything it said was handed on.</summary>
    internal Task<string> Ended { get; }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="UpstreamException">The child died, took too long or answered garbage.</exception>
    internal async Task<UpstreamReply> RequestAsync(RpcMessage request, IMessageSink sink, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var call = new PendingCall(_ids.Next(), request, sink, _time.GetTimestamp(), ct);
        if (!_calls.TryAdd(call))
        {
            throw Crashed("the upstream has just died");
        }

        _timer.Watch();
        await using var left = ct.UnsafeRegister(static (state, _) => ((Leaving)state!).Leave(), new Leaving(this, call, ct));
        try
        {
            if (!_writer.HasRoom)
            {
                // Whoever gives up while the child does not read must not be sent afterwards, so the call decides, not the writer.
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
                await Task.WhenAny(_writer.WaitForRoomAsync(waiting.Token).AsTask(), call.Answer);
                await waiting.CancelAsync();
            }

            call.Send(_writer);
        }
        catch (IOException)
        {
            // It no longer reads; its death, or the time limit, ends the call.
        }

        return await call.Answer;
    }

    /// <summary>Sends a notification, or the client's answer to a request of the child's.</summary>
    /// <exception cref="UpstreamException">The child died.</exception>
    internal async Task SendAsync(RpcMessage message, CancellationToken ct)
    {
        ReadOnlyMemory<byte> utf8 = message.Utf8;
        if (message.Kind is RpcKind.Result or RpcKind.Error)
        {
            if (!_asked.TryTake(message.Id.Span, out var childId))
            {
                return; // Withdrawn meanwhile, answered twice, or asked by a child that is dead.
            }

            utf8 = JsonSplice.Replace(utf8, message.Id, childId.Span);
        }
        else if (!message.CancelledId.IsEmpty)
        {
            // The call itself ends with the token of whoever waits for it; here the child is told, in the client's own words.
            if (_calls.FindByClientId(message.CancelledId.Span) is not { } call || !call.ToTell())
            {
                return;
            }

            utf8 = JsonSplice.Replace(utf8, message.CancelledId, Wire.Bytes(call.WireId));
        }

        try
        {
            await _writer.WaitForRoomAsync(ct);
            _writer.Post(utf8.Span);
        }
        catch (IOException e)
        {
            throw Crashed("the upstream no longer reads", e);
        }
    }

    /// <summary>Hands a message of ours to the session, as if the child had sent it.</summary>
    internal void Deliver(RpcMessage message) => _unsolicited.Post(message);

    /// <summary>Ends the life in good order: what was handed over is written, then the child's input is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        _dying(this);
        await Task.WhenAny(_writer.DrainAsync(), Task.Delay(LastInput, _time));
        await _child.DisposeAsync();
        await Ended;
    }

    private static UpstreamException Crashed(string message, Exception? inner = null) => new(Reasons.UpstreamCrashed, message, inner);

    private async Task<string> RunAsync()
    {
        await Task.Yield();
        var errors = ErrorOutput.CopyAsync(_child.Errors, _log, _stop.Token);
        var reading = ReadAsync();

        // Closing its output alone is an end as well: it cannot answer any more.
        var first = await Task.WhenAny(reading, _child.Exited);
        _dying(this);
        await Task.WhenAny(first == reading ? _child.Exited : reading, Task.Delay(LastWords, _time));
        var how = !_child.Exited.IsCompleted ? "it closed its output"
            : await _child.Exited is { } code ? $"it exited with code {code}"
            : "it exited";
        foreach (var call in _calls.Close())
        {
            call.Fail(Crashed($"the upstream died while the call ran: {how}"));
        }

        await Task.WhenAny(errors, Task.Delay(LastWords, _time));
        await _child.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(reading, errors);
        await _timer.DisposeAsync();
        return how;
    }

    private async Task ReadAsync()
    {
        using var reader = new LineReader(_child.Output, _limits.MaxBytes);
        try
        {
            while (await reader.ReadAsync(_stop.Token) is { Kind: not LineKind.End } line)
            {
                Take(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The child is gone.
        }
        catch (Exception e)
        {
            // Not to read on would leave every call to its time limit: the child is ended, and all that is open fails now.
            _log.Write($"its output could not be handled: {e.Message}");
        }
    }

    private void Take(Line line)
    {
        try
        {
            if (line.Kind == LineKind.TooLong)
            {
                _inbox.Garbage($"{line.Length} bytes in one line, more than {_limits.MaxBytes}", IdHint.Find(line));
            }
            else if (RpcReader.TryRead(line.Bytes, _limits, out var message, out var fault))
            {
                _inbox.Take(message!);
            }
            else
            {
                _inbox.Garbage($"{fault!.Message}: {LogText.Escape(line.Bytes.Span, 120)}", fault.Id.Span);
            }
        }
        catch (IOException)
        {
            // A refusal could not be written: the child no longer reads, and its end is near.
        }
    }

    private void GiveUp(PendingCall call, Exception why, string reason)
    {
        if (_calls.TryTake(call.WireId, out _))
        {
            Tell(call, reason);
            call.Fail(why);
        }
    }

    private void Tell(PendingCall call, string reason)
    {
        // The one request that must not be cancelled is the handshake.
        call.Close();
        if (!call.Request.Is(RpcMethods.Initialize) && call.ToTell())
        {
            try
            {
                _writer.Post(Wire.Cancelled(call.WireId, reason));
            }
            catch (IOException)
            {
                // It no longer reads, so there is nobody to tell.
            }
        }
    }

    private sealed record Leaving(ChildLife ChildLife, PendingCall Call, CancellationToken Token)
    {
        internal void Leave()
        {
            if (ChildLife._calls.TryTake(Call.WireId, out _))
            {
                ChildLife.Tell(Call, "the client cancelled the request or went away");
                Call.Cancel(Token);
            }
        }
    }
}
