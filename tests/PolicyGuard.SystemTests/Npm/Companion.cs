using System.Collections.Concurrent;
using System.Diagnostics;

namespace PolicyGuard.SystemTests.Npm;

/// <summary>A program that runs beside a test: its output is gathered, and disposing ends it with all its children.</summary>
internal sealed class Companion : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;
    private readonly Task _reading;

    private Companion(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    /// <summary>All it wrote so far, both streams.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>How a command is started here: all streams redirected.</summary>
    public static ProcessStartInfo Command(params string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.AsSpan(1))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Starts it; its standard input stays open until it is disposed.</summary>
    public static Companion Start(ProcessStartInfo start) => new(start);

    /// <summary>Runs it to its end, with <paramref name="input"/> on its standard input.</summary>
    /// <returns>The exit code, and what it wrote to standard output and standard error.</returns>
    public static async Task<(int Code, string Out, string Error)> RunAsync(ProcessStartInfo start, string input = "")
    {
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} did not end");
        }
    }

    /// <summary>Waits for a line that <paramref name="pick"/> makes something of.</summary>
    /// <exception cref="InvalidOperationException">The program ended first, or took longer than 30 s.</exception>
    public async Task<T> WaitForAsync<T>(Func<string, T?> pick)
        where T : class
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(20))
        {
            var ended = _process.HasExited;
            if (_lines.Select(pick).FirstOrDefault(found => found is not null) is { } found)
            {
                return found;
            }

            if (ended && _reading.IsCompleted)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with code {_process.ExitCode}:\n{Output}");
            }
        }

        throw new InvalidOperationException($"{_process.StartInfo.FileName} did not say what was waited for:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }
    }
}
