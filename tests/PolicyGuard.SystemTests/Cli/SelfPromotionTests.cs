using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>
/// The hole of an earlier program, on the running gateway: by one call of its own a suspended agent became an active administrator, and
/// anybody could suspend a rival.
/// </summary>
public sealed class SelfPromotionTests : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task No_agent_raises_itself_or_comes_back_in_either_mode()
    {
        await using var served = await Served.StartAsync(_playground);
        await RunAsync("agent", "register", "low", "--trust", "low");
        await RunAsync("agent", "register", "rival", "--trust", "medium");
        await RunAsync("agent", "register", "bad", "--trust", "low");
        await RunAsync("agent", "suspend", "bad", "--reason", "exfiltration");

        // Single user: what a client says it is counts, and still loosens nothing.
        Assert.Equal((200, Reasons.AgentSuspended), await RegisterAsync(served, "bad", """{"agent_id":"bad","name":"bad","trust_level":"admin"}"""));
        Assert.Equal((200, Reasons.AuthorityLoosens), await RegisterAsync(served, "low", """{"agent_id":"low","name":"low","trust_level":"admin"}"""));
        Assert.Equal((200, Reasons.AuthorityLoosens), await RegisterAsync(served, "low", """{"agent_id":"bad","name":"bad","trust_level":"high"}"""));
        Assert.Equal((200, null), await RegisterAsync(served, "low", """{"agent_id":"bad","name":"still bad"}"""));
        Assert.Equal(("suspended", "low"), await StateAsync("bad"));

        // With keys: made while it runs, in another process.
        var admin = await KeyAsync("--role", "admin");
        var agent = await KeyAsync("--role", "agent", "--agent", "low");
        var bad = await KeyAsync("--role", "admin", "--agent", "bad");
        Assert.Equal((401, Reasons.AuthMissing), await RegisterAsync(served, "low", """{"agent_id":"new","name":"new"}"""));
        Assert.Equal((200, Reasons.AuthorityMissing), await RegisterAsync(served, "boss", """{"agent_id":"new","name":"new"}""", agent));
        Assert.Equal((200, Reasons.AuthorityMissing), await RegisterAsync(served, "boss", """{"agent_id":"low","name":"low","trust_level":"admin"}""", agent));
        Assert.Equal((200, Reasons.AgentSuspended), await RegisterAsync(served, "boss", """{"agent_id":"bad","name":"bad","trust_level":"admin"}""", bad));
        await CallAsync(served, "report_incident", """{"incident_type":"policy_violation","severity":"critical","description":"it is in my way","agent_id":"rival"}""", "low", agent);
        Assert.Equal(("active", "medium"), await StateAsync("rival"));
        Assert.Equal(("active", "low"), await StateAsync("low"));
        Assert.Equal(("suspended", "low"), await StateAsync("bad"));
        Assert.Equal(1, (await _playground.RunAsync("agent", "show", "new", "--data-dir", Data)).Code);

        // The same acts of an administrator.
        Assert.Equal((200, null), await RegisterAsync(served, "any", """{"agent_id":"new","name":"new","trust_level":"admin"}""", admin));
        Assert.Equal((200, null), await RegisterAsync(served, "any", """{"agent_id":"low","name":"low","trust_level":"high"}""", admin));
        Assert.Equal(("active", "high"), await StateAsync("low"));
    }

    private string Data => Path.Combine(_playground.Home, "data");

    private static async Task<(int Status, string? Reason)> RegisterAsync(Served served, string speaks, string arguments, string? key = null) =>
        await CallAsync(served, "register_agent", arguments, speaks, key);

    private static async Task<(int Status, string? Reason)> CallAsync(Served served, string tool, string arguments, string speaks, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, served.Url)
        {
            Content = new StringContent($$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{{tool}}}}","arguments":{{{{arguments}}}},"_meta":{"policyguard/agent":"{{{{speaks}}}}"}}}""", Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await Http.SendAsync(request);
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var reason = response.StatusCode == HttpStatusCode.OK
            ? json.GetProperty("result").TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var why) ? why.GetString() : null
            : json.GetProperty("error").GetProperty("data").GetProperty("reason").GetString();
        return ((int)response.StatusCode, reason);
    }

    private async Task<(string? Status, string? Trust)> StateAsync(string agent)
    {
        var shown = JsonDocument.Parse((await RunAsync("agent", "show", agent, "--json")).Out).RootElement;
        return (shown.GetProperty("status").GetString(), shown.GetProperty("trust_level").GetString());
    }

    private async Task<string> KeyAsync(params string[] args) => (await RunAsync(["key", "create", .. args])).Out.Trim();

    private async Task<Playground.Outcome> RunAsync(params string[] args)
    {
        var run = await _playground.RunAsync([.. args, "--data-dir", Data]);
        Assert.True(run.Code == 0, $"{string.Join(' ', args)}: {run.Code}\n{run.Out}\n{run.Error}");
        return run;
    }
}
