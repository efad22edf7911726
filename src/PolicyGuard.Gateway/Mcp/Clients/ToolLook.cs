namespace PolicyGuard.Gateway.Mcp.Clients;

/// <summary>
/// One look for tools at a time, shared by all who wait for it, and not more than one a second: else calls of unknown tools would multiply
/// the traffic to the upstream.
/// </summary>
internal sealed class ToolLook(TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Task? _running;
    private long _ended;

    /// <summary>Joins a look under way, begins one, or returns at once where the last is too fresh to be worth repeating.</summary>
    public Task OnceAsync(Func<Task> look)
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false } running)
            {
                return running;
            }

            if (_running is { IsCompletedSuccessfully: true } && time.GetElapsedTime(_ended) < Between)
            {
                return Task.CompletedTask;
            }

            return _running = RunAsync(look);
        }
    }

    private async Task RunAsync(Func<Task> look)
    {
        await Task.Yield();
        await look().ConfigureAwait(false);
        _ended = time.GetTimestamp();
    }
}
