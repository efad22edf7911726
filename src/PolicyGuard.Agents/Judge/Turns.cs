namespace PolicyGuard.Agents.Judge;

/// <summary>Few questions are asked at once, and few more wait for their turn.</summary>
internal sealed class Turns
{
    private readonly SemaphoreSlim _free;
    private readonly int _most;
    private int _inside;

    /// <param name="mostAtOnce">At least 1.</param>
    /// <param name="mostWaiting">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are less.</exception>
    public Turns(int mostAtOnce, int mostWaiting)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostAtOnce, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(mostWaiting);
        _free = new SemaphoreSlim(mostAtOnce);
        _most = mostAtOnce + mostWaiting;
    }

    /// <summary>Waits for a turn; false at once where too many wait already.</summary>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public async ValueTask<bool> TakeAsync(CancellationToken ct)
    {
        if (Interlocked.Increment(ref _inside) > _most)
        {
            Interlocked.Decrement(ref _inside);
            return false;
        }

        try
        {
            await _free.WaitAsync(ct).ConfigureAwait(false);
            return true;
        }
        catch
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }
    }

    /// <summary>Ends a turn that was taken.</summary>
    public void GiveBack()
    {
        Interlocked.Decrement(ref _inside);
        _free.Release();
    }
}
