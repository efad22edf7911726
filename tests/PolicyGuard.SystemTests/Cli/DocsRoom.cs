using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>
/// Where a document's commands run one after the other: a project folder, <c>policyguard</c> on the path, <c>npx</c> standing for a tool
/// server that needs no download, and the ports that documents name exchanged for free ones.
/// </summary>
internal sealed class DocsRoom : IAsyncDisposable
{
    private readonly Playground _playground = new();
    private readonly List<Process> _services = [];
    private readonly string _gatewayPort = DocsTests.FreePort().ToString(CultureInfo.InvariantCulture);
    private string _notesPort = "";

    public static async Task<DocsRoom> OpenAsync()
    {
        var room = new DocsRoom();
        var dotnet = room._playground.StartInfo().FileName;
        var files = Path.Combine(AppContext.BaseDirectory, "FilesServer.dll");
        room.Script("policyguard", $"exec {dotnet} '{Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll")}' \"$@\"");
        room.Script("npx", $"exec {dotnet} '{files}' '{Path.Combine(room._playground.Home, "files")}'");
        room._playground.Variables["PATH"] = $"{Path.Combine(room._playground.Home, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        room._playground.Variables["POLICYGUARD_SERVER__PORT"] = room._gatewayPort;
        room._playground.Variables["TMPDIR"] = room._playground.Home;
        var notes = room.Start($"exec {dotnet} '{Path.Combine(AppContext.BaseDirectory, "NotesServer.dll")}' --until-eof");
        room._notesPort = new Uri((await notes.StandardOutput.ReadLineAsync())!).Port.ToString(CultureInfo.InvariantCulture);
        return room;
    }

    /// <summary>Runs one command to its end and holds it to its exit code; <c>serve</c> is left running until the next one, or the end.</summary>
    public async Task RunAsync(string command, int code)
    {
        var line = command
            .Replace("dotnet run --project src/PolicyGuard.Cli --", "policyguard", StringComparison.Ordinal)
            .Replace("127.0.0.1:8000", $"127.0.0.1:{_gatewayPort}", StringComparison.Ordinal)
            .Replace("127.0.0.1:9000", $"127.0.0.1:{_notesPort}", StringComparison.Ordinal);
        if (line.StartsWith("policyguard serve", StringComparison.Ordinal))
        {
            await ServeAsync(line);
            return;
        }

        using var process = Start(line.StartsWith("curl ", StringComparison.Ordinal) ? line.Replace("curl ", "curl --fail ", StringComparison.Ordinal) : line);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(code == process.ExitCode, $"`{command}` ended with {process.ExitCode}, not {code}\n{await output}\n{await error}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            service.Kill(entireProcessTree: true);
            await service.WaitForExitAsync();
            service.Dispose();
        }

        _playground.Dispose();
    }

    private async Task ServeAsync(string line)
    {
        var service = Start(line);
        var said = new ConcurrentQueue<string>();
        _ = Task.Run(async () =>
        {
            while (await service.StandardError.ReadLineAsync() is { } told)
            {
                said.Enqueue(told);
            }
        });
        using var http = new HttpClient();
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    return (await http.GetAsync($"http://127.0.0.1:{_gatewayPort}/health/ready")).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => string.Join('\n', said));
    }

    private Process Start(string line)
    {
        var start = _playground.StartInfo();
        start.FileName = "bash";
        start.ArgumentList.Clear();
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(line);
        var process = Process.Start(start)!;
        if (line.StartsWith("policyguard serve", StringComparison.Ordinal) || line.StartsWith("exec ", StringComparison.Ordinal))
        {
            _services.Add(process);
        }

        return process;
    }

    private void Script(string name, string text)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_playground.Home, "bin")).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
