using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// A request whose HTTP response may end before its answer is there, because client and upstream know how to go on in another response
/// (legacy era, Resumability and Redelivery). Where the client never learned a place in the stream, its leaving cancels the request.
/// </summary>
internal sealed class Detachment : IDisposable
{
    // Who waits for it goes on at once, on the thread that has the answer.
    private readonly TaskCompletionSource<RouterReply?> _outcome = new();
    private readonly TaskCompletionSource<ReadOnlyMemory<byte>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _left = new();
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenRegistration _aborted;
    private int _settled;

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
        if (Settle())
        {
            // The caller has to note first that the answer will be asked for again.
            ThreadPool.UnsafeQueueUserWorkItem(static outcome => outcome.SetResult(null), _outcome, preferLocal: false);
        }

        return _answer.Task;
    }

    /// <summary>Waits for the request, whichever way its answer goes.</summary>
    public async Task FollowAsync(ValueTask<RouterReply> handling)
    {
        try
        {
            var reply = await handling.ConfigureAwait(false);
            if (Settle())
            {
                _outcome.SetResult(reply);
            }
            else
            {
                _answer.TrySetResult(reply.Utf8);
            }
        }
        catch (Exception e)
        {
            if (Settle())
            {
                _outcome.SetException(e);
            }
            else
            {
                _answer.TrySetException(e);
                _ = _answer.Task.Exception;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aborted.Dispose();

    // Whether the response ends with what comes now: the answer, or being let go, whichever is first.
    private bool Settle() => Interlocked.Exchange(ref _settled, 1) == 0;

    private void Leave() => (CanComeBack ? _left : _cancelled).Cancel();
}
