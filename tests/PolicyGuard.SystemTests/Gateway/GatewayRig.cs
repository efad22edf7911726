using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>A whole gateway on a free port: real store in a folder of its own, real gate, upstreams as the test says.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SqliteStore _store;
    private readonly GatewayHost _host;

    private GatewayRig(DirectoryInfo folder, SqliteStore store, GatewayHost host, ConcurrentQueue<string> faults) =>
        (_folder, _store, _host, Faults) = (folder, store, host, faults);

    public const string OperatorToken = "pgo_for_tests";

    public Uri Url => _host.Url;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public ConcurrentQueue<string> Faults { get; }

    public SqliteStore Store => _store;

    public static Task<GatewayRig> StartAsync(McpStub upstream, Func<GatewayOptions, GatewayOptions>? options = null, Effect byDefault = Effect.Allow) =>
        StartAsync([("up", upstream.Url)], options, byDefault);

    public static async Task<GatewayRig> StartAsync(
        IReadOnlyList<(string Name, Uri Url)> upstreams, Func<GatewayOptions, GatewayOptions>? options = null, Effect byDefault = Effect.Allow, RuleSet? rules = null)
    {
        var folder = Directory.CreateTempSubdirectory("pg-gateway-");
        var store = SqliteStore.Open(folder.FullName, TimeProvider.System);
        var faults = new ConcurrentQueue<string>();
        var ledger = new Ledger.Ledger(store.Ledger, DurabilityMode.Normal);
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(rules ?? RuleSet.WithoutPolicies(byDefault)),
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Ledger = ledger,
                Clock = TimeProvider.System,
                OnFault = faults.Enqueue,
            },
            new GateOptions());
        var chosen = new GatewayOptions { Port = 0, Upstreams = [.. upstreams.Select(u => new UpstreamOptions { Name = u.Name, Url = u.Url, Timeout = TimeSpan.FromSeconds(10) })] };
        var governance = new GovernanceServices
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
        var services = new GatewayServices { Pins = store.ToolPins, Keys = store.Keys, Approvals = new ApprovalDesk(governance), Log = new PublicationDesk(governance, store.Log), OperatorToken = OperatorToken, OnFault = faults.Enqueue };
        var host = await GatewayHost.StartAsync(options?.Invoke(chosen) ?? chosen, gate, services, TimeProvider.System, CancellationToken.None);
        return new GatewayRig(folder, store, host, faults);
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

    /// <summary>Forbids the agent a tool by its own list.</summary>
    public async Task DenyAsync(string agent, params string[] tools)
    {
        var known = await _store.Agents.GetOrRegisterAsync(agent);
        await _store.Agents.PutAsync(known with { DeniedTools = [.. tools] });
    }

    public Task<HttpResponseMessage> PostAsync(string json, string path = "mcp", params (string Name, string Value)[] headers) =>
        PostAsync(Encoding.UTF8.GetBytes(json), path, headers);

    public Task<HttpResponseMessage> PostAsync(byte[] body, string path = "mcp", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Opens the stream of unasked messages.</summary>
    public Task<HttpResponseMessage> ListenAsync(string session, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, "mcp"));
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("Accept", "text/event-stream"), ("Mcp-Session-Id", session), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonElement> CallAsync(string json, string path = "mcp", params (string Name, string Value)[] headers)
    {
        using var response = await PostAsync(json, path, headers);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>Begins a legacy session; the id and the answer.</summary>
    public async Task<(string Id, JsonElement Answer)> InitializeAsync(string path = "mcp", string capabilities = "{}", string client = "tester")
    {
        using var response = await PostAsync(
            $$$$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{{{{capabilities}}}},"clientInfo":{"name":"{{{{client}}}}","version":"1"}}}""",
            path, ("Accept", "application/json, text/event-stream"));
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        var id = response.Headers.GetValues("Mcp-Session-Id").Single();
        using var initialized = await PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", path, ("Mcp-Session-Id", id), ("MCP-Protocol-Version", "2025-11-25"));
        Assert.Equal(202, (int)initialized.StatusCode);
        return (id, answer);
    }

    public async Task<List<StoredEntry>> EntriesAsync(EntryKind? kind = null)
    {
        var entries = new List<StoredEntry>();
        await foreach (var entry in _store.Ledger.ReadAsync(new LedgerQuery { Kind = kind, Limit = 1000, NewestFirst = false }))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
