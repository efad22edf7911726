using System.Diagnostics;
using System.Globalization;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A StoreHost beside us. It waits after opening its store, so that several begin together; it is gone after the test.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process)
    {
        _process = process;
    }

    /// <summary>The command line that runs a StoreHost.</summary>
    internal static string[] Command(params string[] arguments) =>
    [
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
        Path.Combine(AppContext.BaseDirectory, "StoreHost.dll"),
        .. arguments,
    ];

    /// <summary>Starts a StoreHost and waits until its store is open.</summary>
    internal static async Task<HostProcess> StartAsync(params string[] arguments) => await StartCommandAsync(Command(arguments));

    /// <summary>Starts a StoreHost under another program: a tracer, another user.</summary>
    internal static async Task<HostProcess> StartCommandAsync(string[] command)
    {
        var host = Start(command);
        var ready = await host._process.StandardOutput.ReadLineAsync();
        if (ready != "ready")
        {
            host.Dispose();
            throw new InvalidOperationException($"the host said '{ready}' instead of 'ready'");
        }

        return host;
    }

    /// <summary>Starts a StoreHost that cannot open its store; what it said about that.</summary>
    internal static async Task<string?> RefusalAsync(string[] command)
    {
        using var host = Start(command);
        return await host._process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Lets it work, to its end; every line it said.</summary>
    internal async Task<List<string>> RunAsync()
    {
        Go();
        var lines = await ReadAsync();
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
        return lines;
    }

    /// <summary>Lets it work.</summary>
    internal void Go()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>Lets it work and kills it with SIGKILL after a while; every whole line it said before.</summary>
    internal async Task<List<string>> RunAndKillAsync(TimeSpan after)
    {
        Go();
        var reading = ReadAsync();
        await Task.Delay(after);
        _process.Kill();
        return await reading;
    }

    /// <summary>Lets it work, and hears every line it says until it ends or is killed.</summary>
    internal async Task ListenAsync(Action<string> line)
    {
        Go();
        while (await _process.StandardOutput.ReadLineAsync() is { } said)
        {
            line(said);
        }
    }

    /// <summary>SIGKILL.</summary>
    internal void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static HostProcess Start(string[] command) =>
        new(Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    private async Task<List<string>> ReadAsync()
    {
        var text = await _process.StandardOutput.ReadToEndAsync();

        // The last line may be cut off by a kill; it was not acknowledged then.
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>The index that begins a line.</summary>
    internal static long Index(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ')), CultureInfo.InvariantCulture);
}
