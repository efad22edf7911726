using PolicyGuard.Flows;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Paths of flows that count who asks, and let a test do something just before a write.</summary>
internal sealed class WatchedPaths(IIntentPathStore inner) : IIntentPathStore
{
    private int _reads;
    private int _writes;

    public int Reads => _reads;

    public int Writes => _writes;

    /// <summary>Done before the next write, once.</summary>
    public Func<ValueTask>? BeforeWrite { get; set; }

    public RegistryException? Fault { get; set; }

    public async ValueTask<StoredPath> ReadAsync(FlowKey flow, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _reads);
        await Task.Yield();
        return Fault is null ? await inner.ReadAsync(flow, ct) : throw Fault;
    }

    public async ValueTask<bool> TryWriteAsync(FlowKey flow, long version, IntentPath next, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _writes);
        await Task.Yield();
        if (BeforeWrite is { } first)
        {
            BeforeWrite = null;
            await first();
        }

        return Fault is null ? await inner.TryWriteAsync(flow, version, next, ct) : throw Fault;
    }

    /// <summary>The path of a session of the gate fixture, the latest tool first.</summary>
    public async Task<string> OfAsync(string session = "s1") => (await inner.ReadAsync(new FlowKey(FlowKeySource.McpSession, session))).Path.ToString();
}
