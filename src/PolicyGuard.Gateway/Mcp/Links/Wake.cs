namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Wakes one sleeper; a call that comes while it is awake is not lost.</summary>
internal sealed class Wake
{
    private TaskCompletionSource _next = New();

    /// <summary>Wakes the sleeper, or keeps it from falling asleep.</summary>
    public void Up() => Volatile.Read(ref _next).TrySetResult();

    /// <summary>Sleeps until called, or until the time is over.</summary>
    public async Task SleepAsync(TimeSpan longest, TimeProvider time, CancellationToken ct)
    {
        var next = Volatile.Read(ref _next);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(next.Task, Task.Delay(longest, time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        if (next.Task.IsCompleted)
        {
            Volatile.Write(ref _next, New());
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
