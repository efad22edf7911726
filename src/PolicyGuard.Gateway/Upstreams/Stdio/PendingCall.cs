using PolicyGuard.Calls;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>A request that a child has yet to answer.</summary>
internal sealed class PendingCall
{
    // Continuations run elsewhere: they are the last steps of the gate, and the reader of the child has other calls to serve.
    private readonly TaskCompletionSource<UpstreamReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IMessageSink _sink;
    private readonly CancellationToken _ct;
    private readonly Lock _lock = new();
    private SinkQueue? _queue;
    private bool _sent;
    private bool _closed;
    private bool _told;

    internal PendingCall(long wireId, RpcMessage request, IMessageSink sink, long now, CancellationToken ct)
    {
        WireId = wireId;
        Request = request;
        Started = LastNews = now;
        _sink = sink;
        _ct = ct;
    }

    /// <summary>Its id and progress token on the child's pipes.</summary>
    internal long WireId { get; }

    /// <summary>The request as the client wrote it.</summary>
    internal RpcMessage Request { get; }

    /// <summary>For whom it is made; see <see cref="IMessageSink.Client"/>.</summary>
    internal string? Client => _sink.Client;

    /// <summary>When it was made, as a timestamp of the clock.</summary>
    internal long Started { get; }

    /// <summary>When the child was last heard of in its matter.</summary>
    internal long LastNews { get; set; }

    /// <summary>Whether it stays open for as long as the client listens, so that no time limit applies.</summary>
    internal bool IsListening => Request.Is(RpcMethods.SubscriptionsListen);

    /// <summary>The response, after every message that belongs to it was taken by the sink.</summary>
    internal Task<UpstreamReply> Answer => _answer.Task;

    /// <summary>Sends it, unless it ended while it waited for room.</summary>
    /// <exception cref="IOException">The child's input is broken.</exception>
    internal void Send(LineWriter writer)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                Wire.Write(writer, Request, WireId);
                _sent = true;
            }
        }
    }

    /// <summary>Closes it: from here on it will not be sent.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }
    }

    /// <summary>Whether the child is to be told that nobody waits any more: once, and only if it knows of the call.</summary>
    internal bool ToTell()
    {
        lock (_lock)
        {
            var first = _sent && !_told;
            _told |= _sent;
            return first;
        }
    }

    /// <summary>Takes a message that belongs to it.</summary>
    /// <returns>False where too many wait already.</returns>
    internal bool Post(RpcMessage message) => (_queue ??= new SinkQueue(_sink, _ct)).Post(message);

    /// <summary>Answers it.</summary>
    internal void Complete(RpcMessage response) => AfterMessages(() => _answer.TrySetResult(response));

    /// <summary>Ends it with a failure that is itself the child's last word, so behind the messages before it.</summary>
    internal void FailAfterMessages(Exception failure) => AfterMessages(() => _answer.TrySetException(failure));

    /// <summary>Ends it with a failure.</summary>
    internal void Fail(Exception failure) => _answer.TrySetException(failure);

    /// <summary>Ends it because the caller left.</summary>
    internal void Cancel(CancellationToken ct) => _answer.TrySetCanceled(ct);

    private void AfterMessages(Action end)
    {
        if (_queue is null)
        {
            end();
        }
        else
        {
            _queue.Finish(end);
        }
    }
}
