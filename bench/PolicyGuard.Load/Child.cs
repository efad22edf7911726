using System.Diagnostics;

namespace PolicyGuard.Load;

/// <summary>A program that is measured from outside: its address, its CPU time, its memory. Disposing ends it.</summary>
internal sealed class Child : IDisposable
{
    // Under `dotnet run` this program's own host is not `dotnet`.
    private static readonly string Host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private readonly Process _process;
    private readonly Task<string> _said;

    private Child(Process process, Uri url)
    {
        _process = process;
        Url = url;
        _ = process.StandardOutput.ReadToEndAsync();
        _said = process.StandardError.ReadToEndAsync();
    }

    public Uri Url { get; }

    /// <summary>CPU time spent so far, user and system; the kernel counts it in steps of 10 ms.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one of this program's own servers.</summary>
    public static Child StartOwn(params string[] arguments) =>
        Start([Host, typeof(Child).Assembly.Location, .. arguments], new Dictionary<string, string>());

    /// <summary>Starts the gateway as a user would, and waits until it says that it is ready.</summary>
    public static Child StartGateway(Uri upstream, string folder, string durability, Uri url)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll");
        var process = Launch(
            [Host, cli, "serve", "--host", "127.0.0.1", "--port", $"{url.Port}", "--upstream", $"echo={upstream}"],
            new Dictionary<string, string> { ["POLICYGUARD_DATA_DIR"] = folder, ["POLICYGUARD_AUDIT__DURABILITY"] = durability });
        var child = new Child(process, new Uri(url, "/mcp"));
        try
        {
            child.WaitFor("/health");
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a GET of <paramref name="path"/> answers 200.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or did not answer within 30 s.</exception>
    public void WaitFor(string path)
    {
        var clock = Stopwatch.StartNew();
        while (!Connection.Answers(new Uri(Url, path)))
        {
            if (_process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[0]} is not ready: " +
                    (_process.HasExited ? $"it ended with code {_process.ExitCode}.\n{_said.GetAwaiter().GetResult()}" : "no answer within 30 s."));
            }

            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private static Child Start(string[] command, Dictionary<string, string> environment)
    {
        var process = Launch(command, environment);
        var address = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{command[2]} ended before it gave its address.");
        return new Child(process, new Uri(new Uri(address), "/mcp"));
    }

    private static Process Launch(string[] command, Dictionary<string, string> environment)
    {
        // Standard input stays open: its end is the sign to stop, so nothing outlives a benchmark that was killed.
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.AsSpan(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
