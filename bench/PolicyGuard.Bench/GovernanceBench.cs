using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Bench;

/// <summary>
/// Asking before acting, with an empty log and with a long one: in process, and as agents reach them, by the official C# client over HTTP
/// and stdio. Percentiles per question.
/// </summary>
internal static class GovernanceBench
{
    private const int Entries = 1_000_000;
    private const int Agents = 100;
    private static readonly Actor Person = Actor.Operator("bench");
    private static readonly FlowKey Flow = new(FlowKeySource.CallerWindow, "bench");

    internal static async Task RunAsync(string[] args)
    {
        var entries = args is [var count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : Entries;
        var folder = Directory.CreateTempSubdirectory("pg-governance-bench-").FullName;
        try
        {
            var table = new LedgerTable();
            await MeasureAsync(folder, 0, table);
            await MeasureAsync(folder, entries, table);
            table.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, int entries, LedgerTable table)
    {
        await using (var store = SqliteStore.Open(folder, TimeProvider.System))
        {
            var policies = PolicyLoader.Load([StarterPolicies.Source("starter")], null);
            var rules = await RulesInForce.StartAsync(store.Policies, policies.Documents, null, CancellationToken.None);
            var services = Services(store, rules, store.Ledger);
            var desk = new AdviceDesk(services);
            await FillAsync(desk, entries);
            var unlogged = new AdviceDesk(Services(store, rules, new NoLedger()));
            for (var round = 0; round < 3; round++)
            {
                table.Add($"validate, log off the path, {entries:N0}", await SeriesAsync(5000, i => AskAsync(unlogged, i)));
                table.Add($"validate in process, {entries:N0}", await SeriesAsync(5000, i => AskAsync(desk, i)));
            }
        }

        await ClientsAsync(folder, entries, table);
    }

    // Each question stands in the log before it is answered, so this also is how a long log comes to be.
    private static async Task FillAsync(AdviceDesk desk, int entries)
    {
        var begin = Stopwatch.GetTimestamp();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i <= entries; i = Interlocked.Increment(ref next))
            {
                await AskAsync(desk, i);
                if (i % 100_000 == 0)
                {
                    Console.Error.WriteLine($"{i:N0} entries after {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s");
                }
            }
        })));
    }

    private static async Task AskAsync(AdviceDesk desk, int i) => Check(await desk.AskAsync(
        Person,
        new ActionRequest
        {
            ActionType = "tool_call",
            Target = i % 200 == 0 ? "delete_records" : "read_data",
            AgentId = $"agent-{i % Agents}",
            Parameters = new Arguments("""{"table":"users","where":"created_at > 2026-01-01"}"""u8.ToArray()),
            Caller = Caller.Local,
            Flow = Flow,
        },
        CancellationToken.None));

    private static async Task ClientsAsync(string folder, int entries, LedgerTable table)
    {
        var cli = Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll");
        var url = new Uri($"http://127.0.0.1:{FreePort()}/");
        using var served = Process.Start(new ProcessStartInfo("dotnet", [cli, "serve", "--port", $"{url.Port}", "--data-dir", folder]) { RedirectStandardError = true })!;
        _ = served.StandardError.ReadToEndAsync();
        try
        {
            await ReadyAsync(url);
            await using var http = await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(url, "mcp") }));
            await using var stdio = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
            {
                Command = "dotnet", Arguments = [cli, "governance", "--data-dir", folder], StandardErrorLines = static _ => { },
            }));

            // A process that has answered no such question before has to find its way into the log.
            var begin = Stopwatch.GetTimestamp();
            await http.CallToolAsync("get_compliance_status", new Dictionary<string, object?>());
            var first = Stopwatch.GetElapsedTime(begin);
            table.Add($"first compliance of a process, {entries:N0}", new LedgerBench.Series([first.TotalMicroseconds], first));
            for (var round = 0; round < 3; round++)
            {
                table.Add($"validate_action over HTTP, {entries:N0}", await SeriesAsync(500, i => ValidateAsync(http, i)));
                table.Add($"validate_action over stdio, {entries:N0}", await SeriesAsync(500, i => ValidateAsync(stdio, i)));
            }
        }
        finally
        {
            served.Kill();
            await served.WaitForExitAsync();
        }
    }

    private static async Task ValidateAsync(McpClient client, int i)
    {
        var result = await client.CallToolAsync("validate_action", new Dictionary<string, object?>
        {
            ["action_type"] = "tool_call", ["target"] = "read_data", ["agent_id"] = $"agent-{i % Agents}",
            ["parameters"] = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["table"] = "users" }),
        });
        if (result.IsError == true)
        {
            throw new InvalidOperationException(JsonSerializer.Serialize(result.StructuredContent));
        }
    }

    private static async Task<LedgerBench.Series> SeriesAsync(int count, Func<int, Task> one)
    {
        for (var i = 0; i < Math.Min(count, 200); i++)
        {
            await one(i + 1);
        }

        var times = new double[count];
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var at = Stopwatch.GetTimestamp();
            await one(i + 1);
            times[i] = Stopwatch.GetElapsedTime(at).TotalMicroseconds;
        }

        return new LedgerBench.Series(times, Stopwatch.GetElapsedTime(begin));
    }

    private static void Check<T>(Outcome<T> outcome)
        where T : class
    {
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException(refusal.Message);
        }
    }

    private static GovernanceServices Services(SqliteStore store, RulesInForce rules, ILedgerStore log)
    {
        var ledger = new Ledger.Ledger(log, DurabilityMode.Auto);
        return new GovernanceServices
        {
            Gate = new Gate.Gate(
                new GateServices
                {
                    Rules = rules.Holder,
                    Agents = store.Agents,
                    Keys = store.Keys,
                    Approvals = store.Approvals,
                    Incidents = store.Incidents,
                    Ledger = ledger,
                    Clock = TimeProvider.System,
                    OnFault = Console.Error.WriteLine,
                },
                new GateOptions()),
            Agents = store.Agents,
            Keys = store.Keys,
            Policies = store.Policies,
            Incidents = store.Incidents,
            Approvals = store.Approvals,
            Ledger = ledger,
            Log = store.Ledger,
            Index = store.Index,
            Clock = TimeProvider.System,
            OnFault = Console.Error.WriteLine,
        };
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ReadyAsync(Uri url)
    {
        using var http = new HttpClient();
        for (var i = 0; ; i++)
        {
            try
            {
                await http.GetStringAsync(new Uri(url, "health/live"));
                return;
            }
            catch (HttpRequestException) when (i < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    private sealed class NoLedger : ILedgerStore
    {
        public string? Fault => null;

        public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability) => ValueTask.FromResult(0L);

        public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost) => true;

        public IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, CancellationToken ct = default) => throw new NotSupportedException();
    }
}
