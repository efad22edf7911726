using System.Diagnostics;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A folder of its own, with a home of its own, in which the built program is run as a process.</summary>
public sealed class Playground : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll");

    public Playground()
    {
        Home = Directory.CreateTempSubdirectory("policyguard-test-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Home, "project")).FullName;
    }

    /// <summary>The user's home.</summary>
    public string Home { get; }

    /// <summary>The working directory, inside the home.</summary>
    public string Folder { get; }

    /// <summary>Variables that the program is given beside the usual ones.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Writes a file below the working directory and returns its path.</summary>
    public string Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>Trusts the configuration in the working directory, as <c>init</c> does with what it writes.</summary>
    public void Trust() => new PolicyGuard.Gateway.Config.ConfigTrust(Home).Add(Path.Combine(Folder, ".policyguard", "config.yaml"));

    /// <summary>Runs the program to its end.</summary>
    public async Task<Outcome> RunAsync(params string[] args)
    {
        using var process = Start(args);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"policyguard {string.Join(' ', args)} did not end");
        }
    }

    /// <summary>Starts the program; the caller ends it.</summary>
    public Process Start(params string[] args) => Process.Start(StartInfo(args))!;

    /// <summary>How the program is started, for those who start it through something else.</summary>
    public ProcessStartInfo StartInfo(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        start.ArgumentList.Add(Program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = Home;
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Home, recursive: true);

    private static bool IsOurs(string name) => name is "HOST" or "PORT" or "MCP_TRANSPORT_MODE" or "XDG_DATA_HOME" or "NO_COLOR"
        || name.StartsWith("POLICYGUARD_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("MCPGUARD_", StringComparison.OrdinalIgnoreCase);

    /// <summary>How a run ended.</summary>
    public sealed record Outcome(int Code, string Out, string Error);
}
