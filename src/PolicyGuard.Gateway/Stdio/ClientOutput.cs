using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>The way to the client. When it breaks, nobody reads us any more, and the front is told.</summary>
internal sealed class ClientOutput(LineWriter writer, CancellationTokenSource leaving) : IMessageSink
{
    /// <summary>What writes.</summary>
    internal LineWriter Writer => writer;

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => WriteAsync(message.Utf8, ct);

    /// <summary>Writes one message; waits where the client does not read as fast as it asks.</summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        if (!writer.HasRoom)
        {
            await writer.WaitForRoomAsync(ct);
        }

        try
        {
            writer.Post(message.Span);
        }
        catch (IOException e)
        {
            await leaving.CancelAsync();
            throw new OperationCanceledException("the client no longer reads", e, leaving.Token);
        }
    }
}
