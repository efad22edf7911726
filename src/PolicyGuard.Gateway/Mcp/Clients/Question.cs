using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>A request of an upstream's, or our own, that waits for the client's answer.</summary>
/// <param name="askedBy">The conversation in which it was asked; null where we ask ourselves.</param>
/// <param name="progressToken">The raw progress token that came with it; empty where there was none.</param>
internal sealed class Question(IUpstreamSession? askedBy, ReadOnlyMemory<byte> progressToken)
{
    private readonly TaskCompletionSource<RpcMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The conversation in which it was asked.</summary>
    public IUpstreamSession? AskedBy => askedBy;

    /// <summary>The raw progress token that came with it.</summary>
    public ReadOnlyMemory<byte> ProgressToken => progressToken;

    /// <summary>The client's answer.</summary>
    public Task<RpcMessage> Answer => _answer.Task;

    /// <summary>The client answered.</summary>
    public void Take(RpcMessage answer) => _answer.TrySetResult(answer);
}
