using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Hands messages to a sink one at a time, in order, without holding up whoever reads the child: a client that takes its messages slowly
/// must not stall the others that share the child. What it holds is bounded; beyond that messages are not taken.
/// </summary>
internal sealed class SinkQueue(IMessageSink sink, CancellationToken ct)
{
    private const int MostMessages = 1024;
    private const int MostBytes = 16 * 1024 * 1024;

    private readonly Queue<RpcMessage> _waiting = new();
    private long _bytes;
    private bool _running;
    private Action? _after;

    /// <summary>Takes a message.</summary>
    /// <returns>False where too many wait already.</returns>
    internal bool Post(RpcMessage message)
    {
        lock (_waiting)
        {
            if (_waiting.Count >= MostMessages || _bytes > MostBytes)
            {
                return false;
            }

            _waiting.Enqueue(message);
            _bytes += message.Utf8.Length;
            if (_running)
            {
                return true;
            }

            _running = true;
        }

        _ = RunAsync();
        return true;
    }

    /// <summary>Calls <paramref name="after"/> when everything taken so far was handed over.</summary>
    internal void Finish(Action after)
    {
        lock (_waiting)
        {
            if (_running)
            {
                _after = after;
                return;
            }
        }

        after();
    }

    private async Task RunAsync()
    {
        while (Next() is { } message)
        {
            try
            {
                await sink.OnMessageAsync(message, ct);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The client went away or its way in failed. Its call ends through its own token; the others that share the child go on.
            }
        }
    }

    private RpcMessage? Next()
    {
        Action? after;
        lock (_waiting)
        {
            if (_waiting.TryDequeue(out var message))
            {
                _bytes -= message.Utf8.Length;
                return message;
            }

            _running = false;
            after = _after;
            _after = null;
        }

        after?.Invoke();
        return null;
    }
}
