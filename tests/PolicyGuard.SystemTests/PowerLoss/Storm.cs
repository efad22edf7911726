using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.PowerLoss;

/// <summary>A StoreHost that calls and publishes until it is killed, and what it has promised so far.</summary>
internal sealed class Storm : IDisposable
{
    private readonly HostProcess _host;
    private readonly List<string> _said;
    private readonly Task _listening;
    private int _lines;

    /// <summary>Lets a host loose.</summary>
    /// <param name="host">The host.</param>
    /// <param name="said">Takes what it says; shared by all hosts of a folder.</param>
    public Storm(HostProcess host, List<string> said)
    {
        (_host, _said) = (host, said);
        _listening = _host.ListenAsync(Hear);
    }

    /// <summary>Waits until it has said so many lines.</summary>
    public async Task SaysAsync(int lines)
    {
        for (var patience = 0; Volatile.Read(ref _lines) < lines; patience++)
        {
            Assert.True(patience < 60_000 && !_listening.IsCompleted, $"the host said {_lines} lines and no more");
            await Task.Delay(1);
        }
    }

    /// <summary>Kills it after so many lines.</summary>
    public async Task KillAfterAsync(int lines)
    {
        await SaysAsync(lines);
        _host.Kill();
        await _listening;
    }

    public void Dispose() => _host.Dispose();

    private void Hear(string line)
    {
        lock (_said)
        {
            _said.Add(line);
        }

        Interlocked.Increment(ref _lines);
    }
}
