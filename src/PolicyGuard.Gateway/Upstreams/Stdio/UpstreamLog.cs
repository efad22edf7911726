namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// What a child says on its standard error, and what we say of it, line by line under its name. A child that floods it costs a bounded
/// number of lines a second; how many were left out is said.
/// </summary>
internal sealed class UpstreamLog(string name, Action<string> write, TimeProvider time)
{
    private const int MostPerSecond = 200;

    private readonly Lock _lock = new();
    private long _second = time.GetTimestamp();
    private int _written;
    private long _left;

    /// <summary>Writes a line. What comes from outside has to be escaped before.</summary>
    internal void Write(string text)
    {
        long left;
        lock (_lock)
        {
            if (time.GetElapsedTime(_second) >= TimeSpan.FromSeconds(1))
            {
                (_second, _written) = (time.GetTimestamp(), 0);
            }

            if (++_written > MostPerSecond)
            {
                _left++;
                return;
            }

            left = _left;
            _left = 0;
        }

        if (left > 0)
        {
            write($"[{name}] {left} lines were left out");
        }

        write($"[{name}] {text}");
    }
}
