namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>The numbers under which requests go over a child's pipes in both directions. They go on counting when the child is restarted.</summary>
internal sealed class WireIds
{
    private long _last;

    internal long Next() => Interlocked.Increment(ref _last);
}
