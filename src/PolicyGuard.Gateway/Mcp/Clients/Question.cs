using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>A request of an upstream's that waits for the client's answer.</summary>
internal sealed class Question
{
    private readonly TaskCompletionSource<RpcMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The client's answer.</summary>
    public Task<RpcMessage> Answer => _answer.Task;

    /// <summary>The client answered.</summary>
    public void Take(RpcMessage answer) => _answer.TrySetResult(answer);
}
