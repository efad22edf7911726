using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// A request whose HTTP response may end before its answer is there, because client and upstream know how to go on in another response
/// (legacy era, Resumability and Redelivery). Where the client never learned a place in the stream, its leaving cancels the request.
/// </summary>
internal sealed class Detachment : IDisposable
{
    private readonly TaskCompletionSource<RouterReply?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _left = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenRegistration _aborted;

    public Detachment(HttpContext http) => _aborted = http.RequestAborted.UnsafeRegister(static state => ((Detachment)state!).Leave(), this);

    /// <summary>Cancelled when the client left although it may come back.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Cancelled when the client left for good.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Whether the client has learned a place in the stream.</summary>
    public bool CanComeBack { get; set; }

    /// <summary>The answer, or null where the response is to end without it.</summary>
    public Task<RouterReply?> Outcome => _outcome.Task;

    /// <summary>Lets the response end.</summary>
    /// <returns>What the client may see of the answer, once there is one.</returns>
    public Task<ReadOnlyMemory<byte>> Detach()
    {
        _outcome.TrySetResult(null);
        return _answer.Task;
    }

    /// <summary>Waits for the request, whichever way its answer goes.</summary>
    public async Task FollowAsync(ValueTask<RouterReply> handling)
    {
        try
        {
            var reply = await handling.ConfigureAwait(false);
            if (!_outcome.TrySetResult(reply))
            {
                _answer.TrySetResult(reply.Utf8);
            }
        }
        catch (Exception e)
        {
            if (!_outcome.TrySetException(e))
            {
                _answer.TrySetException(e);
                _ = _answer.Task.Exception;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aborted.Dispose();

    private void Leave() => (CanComeBack ? _left : _cancelled).Cancel();
}
