using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>The known exfiltration over two servers and more, and every way round the policy that was thought of, through the real program.</summary>
public sealed class IntentServeTests : IDisposable
{
    private const string Open = "policyguard: 1\nname: open\ndefault: allow\nrules:\n  - { id: all, tools: [\"*\"], effect: allow }\n";

    private const string Demo = """
        name: exfiltration-prevention
        description: A secret word must not leave
        expected_workflow: get a word, add numbers
        allowed_tools: ["*"]
        allowed_transitions:
          get_secret_word_0: [add_0, get_secret_word_0]
          add_0: [get_secret_word_0, add_0, fetch]
          fetch: [fetch, add_0]
        """;

    private const string Never = Demo + "\nunlisted: allow\nnever_after: { fetch*: [\"get_secret_*\"] }\n";

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task Guardians_own_file_over_three_servers_is_one_machine()
    {
        await using var servers = await Servers.StartAsync();
        await using var served = await ServeAsync(servers, Demo);
        Assert.Null(await served.ReasonAsync("vault__get_secret_word_0"));
        Assert.Equal(Reasons.IntentTransition, await served.ReasonAsync("web__fetch"));
        Assert.Equal(Reasons.IntentTransition, await served.ReasonAsync("notes__harmless"));
        Assert.Null(await served.ReasonAsync("math__add_0"));

        // The policy itself lets this happen; that is why there is `never_after`.
        Assert.Null(await served.ReasonAsync("web__fetch"));
        Assert.Equal(1, servers.Calls("web"));
    }

    [Fact]
    public async Task No_variant_lets_the_secret_out()
    {
        await using var servers = await Servers.StartAsync();
        await using var served = await ServeAsync(servers, Never);
        Assert.Null(await served.ReasonAsync("web__fetch"));
        Assert.Null(await served.ReasonAsync("math__add_0"));
        await Task.WhenAll(served.CallAsync("vault__get_secret_word_0"), served.CallAsync("notes__harmless"));
        var before = servers.Calls("web");
        foreach (var tool in new[] { "math__add_0", "notes__harmless", "web__fetch", "web__Fetch", "web__fetch_url", "notes__fetch", "web__f\\u0435tch", "web__fetch ", "math__add_0", "web__fetch" })
        {
            await served.CallAsync(tool);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => served.CallAsync(i % 2 == 0 ? "web__fetch" : "math__add_0")));
        Assert.Equal(before, servers.Calls("web"));
        Assert.Equal(0, servers.Of("notes").Of("tools/call").Count(static seen => seen.Body.Contains("fetch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bad_file_keeps_what_is_in_force_and_a_good_one_knows_what_happened_before()
    {
        await using var servers = await Servers.StartAsync();
        await using var served = await ServeAsync(servers, Never);
        await served.CallAsync("vault__get_secret_word_0");
        _playground.Write("policies/task.yaml", Never.Replace("never_after: {", "never_aftr: {", StringComparison.Ordinal));
        await Until.TrueAsync(() => served.Error.Contains("not reloaded", StringComparison.Ordinal), () => served.Error);
        Assert.Contains("did you mean `never_after`?", served.Error, StringComparison.Ordinal);
        Assert.Equal(Reasons.IntentNeverAfter, await served.ReasonAsync("web__fetch"));
        Assert.Contains("intent policies", await served.GetAsync("/health"), StringComparison.Ordinal);

        _playground.Write("policies/task.yaml", Never.Replace("exfiltration-prevention", "renamed", StringComparison.Ordinal));
        await Until.TrueAsync(() => served.Error.Contains("intent policies changed", StringComparison.Ordinal), () => served.Error);
        Assert.Contains("intent policy `renamed` never allows it", (await served.CallAsync("web__fetch")).GetRawText().Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_file_at_the_start_stops_the_start()
    {
        Write(null, Never.Replace("[\"*\"]", "\"*\"", StringComparison.Ordinal));
        var run = await _playground.RunAsync("serve", "--config", "guardian.yaml", "--port", "0");
        Assert.Equal(2, run.Code);
        Assert.Contains("policies/task.yaml:4:16: error[list-expected]: `allowed_tools` is a list, found a text `*`", run.Error, StringComparison.Ordinal);

        _playground.Write("config.yaml", "intent: { policies: [policies/], default: exfiltration_prevention }\n");
        _playground.Write("policies/task.yaml", Never);
        run = await _playground.RunAsync("serve", "--config", "config.yaml", "--port", "0");
        Assert.Equal(2, run.Code);
        Assert.Contains("config.yaml:1:43: error[intent-unknown]: there is no intent policy `exfiltration_prevention` (did you mean `exfiltration-prevention`?)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_learned_from_what_was_recorded_and_the_log_names_what_decided()
    {
        await using var servers = await Servers.StartAsync();
        await using (var served = await ServeAsync(servers, Never))
        {
            foreach (var tool in new[] { "math__add_0", "web__fetch", "math__add_0", "vault__get_secret_word_0", "web__fetch" })
            {
                await served.CallAsync(tool);
            }
        }

        var learned = await Run("intent", "learn", "--data-dir", Path.Combine(_playground.Home, "data"), "--from", "1h", "--name", "sums");
        Assert.Contains("  - \"math__add_0\" # 2 calls in 1 flow: once only", learned.Out, StringComparison.Ordinal);
        _playground.Write("learned.yaml", learned.Out);
        Assert.Equal(0, (await _playground.RunAsync("intent", "explain", "learned.yaml", "math/add_0", "web/fetch", "math/add_0", "vault/get_secret_word_0")).Code);
        Assert.Equal(1, (await _playground.RunAsync("intent", "explain", "learned.yaml", "vault/get_secret_word_0")).Code);
        Assert.Equal(1, (await _playground.RunAsync("intent", "learn", "--data-dir", Path.Combine(_playground.Home, "data"), "--agent", "nobody")).Code);

        var query = await Run("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--json", "--reason", Reasons.IntentNeverAfter);
        var intent = JsonDocument.Parse(query.Out.Split('\n')[0]).RootElement.GetProperty("entry").GetProperty("intent");
        Assert.Equal(("exfiltration-prevention", "refused"), (intent.GetProperty("policy").GetString(), intent.GetProperty("verdict").GetString()));
        Assert.Equal("vault/get_secret_word_0", intent.GetProperty("latest")[0].GetString());
        var names = await Run("audit", "query", "--data-dir", Path.Combine(_playground.Home, "data"), "--json", "--reason", Reasons.ToolNameUnusual);
        Assert.Single(names.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task<Playground.Outcome> Run(params string[] args)
    {
        var run = await _playground.RunAsync(args);
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    private async Task<Served> ServeAsync(Servers servers, string policy)
    {
        Write(servers, policy);
        var served = await Served.StartAsync(_playground, "--config", "guardian.yaml", "--policy", "open.yaml");
        await Until.TrueAsync(async () => servers.Listed && await IsReadyAsync(served), () => served.Error);
        return served;
    }

    private static async Task<bool> IsReadyAsync(Served served)
    {
        try
        {
            return (await served.GetAsync("/health/ready")).Length > 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Write(Servers? servers, string policy)
    {
        _playground.Write("open.yaml", Open);
        _playground.Write("policies/task.yaml", policy);
        var list = string.Concat(Servers.Names.Select(name => $"  - {{ name: {name}, url: {servers?.Of(name).Url.ToString() ?? "http://127.0.0.1:9/"}, transport: streamable-http }}\n"));
        _playground.Write("guardian.yaml", $"default_policy: policies/task.yaml\nservers:\n{list}");
    }

    /// <summary>The four servers of the story.</summary>
    private sealed class Servers : IAsyncDisposable
    {
        public static readonly string[] Names = ["vault", "math", "web", "notes"];

        private static readonly Dictionary<string, string[]> Tools = new()
        {
            ["vault"] = ["get_secret_word_0"], ["math"] = ["add_0"], ["web"] = ["fetch", "Fetch", "fetch_url"], ["notes"] = ["harmless", "fetch"],
        };

        private readonly Dictionary<string, McpStub> _stubs = [];

        public static async Task<Servers> StartAsync()
        {
            var servers = new Servers();
            foreach (var name in Names)
            {
                servers._stubs[name] = await McpStub.StartAsync(stub => stub.Tools = $"[{string.Join(',', Tools[name].Select(static tool => $$$"""{"name":"{{{tool}}}","inputSchema":{"type":"object"}}"""))}]");
            }

            return servers;
        }

        public bool Listed => _stubs.Values.All(static stub => stub.Of("tools/list").Any());

        public McpStub Of(string name) => _stubs[name];

        public int Calls(string name) => _stubs[name].Of("tools/call").Count();

        public async ValueTask DisposeAsync()
        {
            foreach (var stub in _stubs.Values)
            {
                await stub.DisposeAsync();
            }
        }
    }
}
