using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Chaos;

/// <summary>A running <c>policyguard serve</c> in front of the files server.</summary>
internal sealed class Served : IAsyncDisposable
{
    public const string Policy = """
        policyguard: 1
        name: chaos
        default: allow
        rules:
          - { id: no-delete, tools: ["delete_*"], effect: deny, message: nothing is deleted here }
        """;

    private readonly Process _process;
    private readonly StringBuilder _log;
    private readonly HttpClient _client;

    private Served(Process process, StringBuilder log, Uri url)
    {
        _process = process;
        _log = log;
        Url = url;
        _client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2000 }) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Url { get; }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static async Task<Served> StartAsync(Playground place, string data, string files)
    {
        var policy = place.Write("chaos.yaml", Policy);
        var process = place.Start(
            "serve", "--port", "0", "--data-dir", data, "--policy", policy, "--durability", "normal",
            "--upstream", "files=" + string.Join(' ', Examples.FilesServer(files).Select(w => $"'{w}'")));
        var log = new StringBuilder();
        var url = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
            {
                log.AppendLine(line.Data);
            }

            if (line.Data is { } text && Regex.Match(text, @"http://127\.0\.0\.1:\d+/mcp", RegexOptions.NonBacktracking) is { Success: true } found)
            {
                url.TrySetResult(new Uri(found.Value));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (await Task.WhenAny(url.Task, Task.Delay(TimeSpan.FromSeconds(30))) != url.Task)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"serve did not say where it listens:\n{log}");
        }

        return new Served(process, log, await url.Task);
    }

    /// <summary>Calls a tool as plain curl would; returns the JSON-RPC answer.</summary>
    public async Task<JsonElement> CallAsync(string tool, object arguments, CancellationToken ct = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = tool, arguments } });
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _client.PostAsync(Url, content, ct);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(ct)).RootElement;
    }

    /// <summary>SIGKILL: no handler of the program runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
