using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>The whole program, <c>policyguard serve</c>, in front of the talker.</summary>
internal sealed partial class ServedTalker : IDisposable
{
    private readonly Playground _playground;
    private readonly HttpClient _http = new() { Timeout = Talker.Long };
    private readonly Uri _url;

    private ServedTalker(Playground playground, Process program, Uri url) => (_playground, Program, _url) = (playground, program, url);

    public Process Program { get; }

    public static async Task<ServedTalker> StartAsync(string flags = "")
    {
        var playground = new Playground();
        var program = playground.Start("serve", "--port", "0", "--upstream", $"talker={Talker.Interpreter()} {Talker.Script} {flags}");
        while (await program.StandardError.ReadLineAsync().WaitAsync(Talker.Long) is { } line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                _ = program.StandardError.ReadToEndAsync(); // It must not wait for us.
                return new ServedTalker(playground, program, new Uri(match.Value));
            }
        }

        throw new InvalidOperationException("the gateway ended before it served");
    }

    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}")
    {
        using var answer = await _http.PostAsync(_url, new StringContent(
            $$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{{tool}}}}","arguments":{{{{arguments}}}}}}""", null, "application/json"));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Entries of its audit log.</summary>
    public async Task<List<JsonElement>> AuditAsync(params string[] filters)
    {
        var run = await _playground.RunAsync(["audit", "query", "--json", .. filters]);
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("entry"))];
    }

    public void Dispose()
    {
        Program.Kill(entireProcessTree: true);
        Program.Dispose();
        _http.Dispose();
        _playground.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/mcp")]
    private static partial Regex Url();
}
