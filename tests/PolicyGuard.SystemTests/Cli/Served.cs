using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A running <c>policyguard serve</c>, or another program that prints its URL, and plain requests to it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _error = new();
    private readonly Task _reading;

    private Served(Process process)
    {
        _process = process;
        _reading = Task.Run(async () =>
        {
            while (await process.StandardError.ReadLineAsync() is { } line)
            {
                _error.Enqueue(line);
            }
        });
    }

    public string Error => string.Join('\n', _error);

    public Uri Url { get; private set; } = null!;

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program on a free port and waits until its URL is known.</summary>
    public static async Task<Served> StartAsync(Playground playground, params string[] args)
    {
        var served = new Served(playground.Start(["serve", "--port", "0", "--data-dir", Path.Combine(playground.Home, "data"), .. args]));
        await Until.TrueAsync(() => served.Error.Contains("  url  ", StringComparison.Ordinal) || served._process.HasExited, () => served.Error);
        var line = served.Error.Split('\n').First(static line => line.Contains("  url  ", StringComparison.Ordinal));
        served.Url = new Uri(line.Trim().Split(' ')[^1]);
        return served;
    }

    /// <summary>Calls a tool as curl would.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}")
    {
        using var content = new StringContent($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""", Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Http.PostAsync(Url, content);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("result");
    }

    /// <summary>The reason id of a refusal, or null where the call ran.</summary>
    public async Task<string?> ReasonAsync(string tool, string arguments = "{}") =>
        (await CallAsync(tool, arguments)).TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var reason) ? reason.GetString() : null;

    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(Url, path));

    /// <summary>Asks it to end, as a terminal would, and waits.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
    }
}
