using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Carries out an upstream's request by asking the client and waiting for its answer.</summary>
internal sealed class AskClient(
    ClientSession session, IUpstreamSession upstream, RpcMessage question, IMessageSink client, TimeSpan patience, TimeProvider time) : IExecutor
{
    // Two joined upstreams may both begin to count their questions at 1.
    private readonly RpcMessage _asked = session.Endpoint.IsJoined ? RpcRebase.WithId(question, JsonSplice.Quote(Ids.New("q"))) : question;

    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The upstream's request.</summary>
    public RpcMessage Question => question;

    /// <summary>Completes when the client has been sent the question.</summary>
    public Task Asked => _sent.Task;

    /// <summary>The client's answer, once there is one.</summary>
    public RpcMessage? Answer { get; private set; }

    /// <summary>The part of it that the gate inspected.</summary>
    public ReadOnlyMemory<byte> Raw => Answer is null ? default : Answer.Kind == RpcKind.Result ? Answer.Result : Answer.Error;

    /// <inheritdoc/>
    public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
    {
        var answer = await AskAsync(ct).ConfigureAwait(false);
        return new ToolResult(Raw, IsError: answer.Kind == RpcKind.Error, IsProtocolError: answer.Kind == RpcKind.Error);
    }

    /// <summary>Asks.</summary>
    /// <exception cref="UpstreamException">The client gave no answer in time, or a question with this id waits already.</exception>
    public async Task<RpcMessage> AskAsync(CancellationToken ct)
    {
        var key = new RawId(_asked.Id);
        var waiting = new Question(upstream, question.ProgressToken);
        if (!session.Questions.TryAdd(key, waiting))
        {
            throw new UpstreamException(Reasons.UpstreamGarbage, "the upstream asked twice with one id");
        }

        try
        {
            await client.OnMessageAsync(_asked, ct).ConfigureAwait(false);
            _sent.TrySetResult();
            var answer = await waiting.Answer.WaitAsync(patience, time, ct).ConfigureAwait(false);
            return Answer = ReferenceEquals(_asked, question) ? answer : RpcRebase.WithId(answer, question.Id);
        }
        catch (TimeoutException e)
        {
            throw new UpstreamException(Reasons.UpstreamTimeout, "the client gave no answer in time", e);
        }
        finally
        {
            session.Questions.TryRemove(key, out _);
        }
    }
}
