using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>A whole gateway with the governance tools: real store in a folder of its own, real gate, real port.</summary>
internal sealed class GovernanceRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly GatewayHost _host;

    private GovernanceRig(DirectoryInfo folder, SqliteStore store, GovernanceServices services, GatewayServices gateway, GatewayHost host, ConcurrentQueue<string> faults) =>
        (_folder, Store, Services, Gateway, _host, Faults) = (folder, store, services, gateway, host, faults);

    public static Actor Operator { get; } = Actor.Operator("root");

    public Uri Url => _host.Url;

    public SqliteStore Store { get; }

    public GovernanceServices Services { get; }

    public GatewayServices Gateway { get; }

    public ConcurrentQueue<string> Faults { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<GovernanceRig> StartAsync(
        Effect byDefault = Effect.Allow, string? policy = null, Func<GatewayOptions, GatewayOptions>? options = null, params (string Name, Uri Url)[] upstreams)
    {
        var folder = Directory.CreateTempSubdirectory("pg-governance-");
        var store = SqliteStore.Open(folder.FullName, TimeProvider.System);
        var faults = new ConcurrentQueue<string>();
        var loaded = PolicyLoader.Load(policy is null ? [] : [new PolicySource("test.yaml", policy)], byDefault);
        var rules = await RulesInForce.StartAsync(store.Policies, loaded.Documents, byDefault, CancellationToken.None);
        var ledger = new Ledger.Ledger(store.Ledger, DurabilityMode.Normal);
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = rules.Holder,
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Ledger = ledger,
                Clock = TimeProvider.System,
                OnFault = faults.Enqueue,
            },
            new GateOptions());
        var services = new GovernanceServices
        {
            Gate = gate,
            Agents = store.Agents,
            Keys = store.Keys,
            Policies = store.Policies,
            Incidents = store.Incidents,
            Approvals = store.Approvals,
            Ledger = ledger,
            Log = store.Ledger,
            Index = store.Index,
            Clock = TimeProvider.System,
            OnFault = faults.Enqueue,
        };
        var gateway = new GatewayServices { Pins = store.ToolPins, Keys = store.Keys, Governance = services, Rules = rules, Approvals = new ApprovalDesk(services), OnFault = faults.Enqueue };
        var chosen = new GatewayOptions { Port = 0, Upstreams = [.. upstreams.Select(static u => new UpstreamOptions { Name = u.Name, Url = u.Url, Timeout = TimeSpan.FromSeconds(10) })] };
        var host = await GatewayHost.StartAsync(options?.Invoke(chosen) ?? chosen, gate, gateway, TimeProvider.System, CancellationToken.None);
        return new GovernanceRig(folder, store, services, gateway, host, faults);
    }

    /// <summary>The agents and the policy that the earlier program's tests began with.</summary>
    public async Task SeedAsync()
    {
        var agents = new AgentDesk(Services);
        foreach (var level in TrustLevels.Names)
        {
            Assert.True((await agents.RegisterAsync(Operator, new AgentRegistration($"test-{level}") { Trust = level }, default)).Done);
        }

        Assert.True((await agents.RegisterAsync(Operator, new AgentRegistration("test-suspended") { Trust = "medium" }, default)).Done);
        Assert.True((await agents.SuspendAsync(Operator, "test-suspended", "for the test", default)).Done);
        var made = await new PolicyDesk(Services, Gateway.Rules!).PutAsync(
            Operator,
            new PolicyRequest
            {
                Id = "test-policy-seed",
                Name = "Seed",
                Rules = """[{"condition":{"tool_pattern":"delete_*","trust_level_below":"admin"},"action":"deny","message":"Delete requires admin"},{"condition":{"tool_pattern":"read_*","trust_level_at_least":"low"},"action":"allow"}]""",
            },
            default);
        Assert.True(made.Done, made.Refusal?.Message);
    }

    /// <summary>Waits until every upstream was connected to, or could not be.</summary>
    public async Task ReadyAsync()
    {
        while (true)
        {
            using var response = await Http.GetAsync(new Uri(Url, "health/ready"));
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Makes a key.</summary>
    public async Task<string> KeyAsync(string role, string? agent = null)
    {
        var outcome = await new KeyDesk(Services).CreateAsync(Operator, new KeyRequest(role) { Agent = agent }, default);
        return outcome.Value!.Token;
    }

    /// <summary>Posts a message as curl would, with nothing but a Content-Type, and a key where one is given.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string json, string path = "mcp", string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Calls a tool as curl would; the result.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments, string path = "mcp", string? key = null, string? agent = null)
    {
        var meta = agent is null ? "" : $$""","_meta":{"policyguard/agent":"{{agent}}"}""";
        var (_, body) = await PostAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}{{{meta}}}}}""", path, key);
        return body.GetProperty("result");
    }

    /// <summary>The reason id of a refusal, or null.</summary>
    public static string? ReasonOf(JsonElement result) =>
        result.TryGetProperty("_meta", out var meta) && meta.TryGetProperty("policyguard/reason", out var reason) ? reason.GetString() : null;

    public async Task<List<JsonElement>> EntriesAsync(EntryKind? kind = null)
    {
        var entries = new List<JsonElement>();
        await foreach (var entry in Store.Ledger.ReadAsync(new LedgerQuery { Kind = kind, Limit = 1000, NewestFirst = false }))
        {
            entries.Add(JsonDocument.Parse(entry.Json).RootElement);
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
