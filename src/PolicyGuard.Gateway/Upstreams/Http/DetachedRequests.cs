using System.Collections.Concurrent;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>
/// Requests whose stream ended before the answer, and whose client will ask for the rest on a stream of its own (legacy era, Resumability
/// and Redelivery). The call stays open meanwhile, so that the answer is inspected and recorded like any other when it comes.
/// </summary>
internal sealed class DetachedRequests
{
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>Lets the client go and waits for the answer to come on another stream.</summary>
    /// <exception cref="UpstreamException">Nobody asked for the answer in time.</exception>
    public async ValueTask<UpstreamReply> WaitAsync(RpcMessage request, IMessageSink sink, string upstream, CallClock clock)
    {
        var key = Key(request);
        var waiting = new Waiting();
        if (!_waiting.TryAdd(key, waiting))
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` ended the stream of a request whose id is used twice");
        }

        try
        {
            clock.Extend();
            waiting.Answered = sink.Detach();
            return new UpstreamReply(await waiting.Response.Task.WaitAsync(clock.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (clock.TimedOut)
        {
            throw new UpstreamException(Reasons.CallCancelled, "the client left the stream and did not come back for the answer");
        }
        finally
        {
            _waiting.TryRemove(key, out _);
        }
    }

    /// <summary>Takes an answer that came on another stream.</summary>
    /// <returns>What the client may see of it, or null where nobody asked for such an answer.</returns>
    public async ValueTask<RpcMessage?> AnswerAsync(RpcMessage answer, CancellationToken ct)
    {
        if (!_waiting.TryRemove(Key(answer), out var waiting))
        {
            return null;
        }

        waiting.Response.TrySetResult(answer);
        var utf8 = await waiting.Answered!.WaitAsync(ct).ConfigureAwait(false);
        return RpcReader.TryRead(utf8, RpcLimits.Default with { MaxBytes = int.MaxValue }, out var message, out _) ? message : null;
    }

    private static string Key(RpcMessage message) => Encoding.UTF8.GetString(message.Id.Span);

    private sealed class Waiting
    {
        public TaskCompletionSource<RpcMessage> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Set before the client is let go, so before it can come back.
        public Task<ReadOnlyMemory<byte>>? Answered { get; set; }
    }
}
