using System.Diagnostics;
using System.Globalization;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Audit;
using PolicyGuard.Governance.Compliance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Bench;

/// <summary>
/// Searching and counting a log of a million entries, through the desks that the governance tools use: 50 agents, 4 action types, one denied in
/// ten, 30 days, entries of about 800 bytes. The first answer makes the index; what it costs is told apart.
/// </summary>
internal static class AuditBench
{
    private const int Rounds = 30;

    internal static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("pg-audit-bench-").FullName;
        try
        {
            await using var store = SqliteStore.Open(folder, TimeProvider.System);
            var begin = Stopwatch.GetTimestamp();
            await FillAsync(store, count);
            Console.WriteLine($"{count} entries appended in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s, {new FileInfo(store.Path).Length >> 20} MiB");
            var services = Services(store);
            var rules = await RulesInForce.StartAsync(store.Policies, PolicyLoader.Load([StarterPolicies.Source("starter")], null).Documents, null, CancellationToken.None);
            var (search, desk) = (new AuditSearch(services), new ComplianceDesk(services, rules));
            begin = Stopwatch.GetTimestamp();
            _ = await search.FindAsync(Actor.Operator("bench"), new AuditQuery(), CancellationToken.None);
            Console.WriteLine($"the first answer, which makes the index: {Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s");
            foreach (var (what, query) in new (string, AuditQuery)[]
            {
                ("get_audit_log, last 24 h", new()),
                ("get_audit_log, all, no filter", new() { TimeRange = "all" }),
                ("get_audit_log, all, one agent", new() { TimeRange = "all", AgentId = "agent-7" }),
                ("get_audit_log, all, agent, type, denied", new() { TimeRange = "all", AgentId = "agent-3", ActionType = "resource_access", Status = "denied" }),
                ("get_audit_log, all, denied, limit 1000", new() { TimeRange = "all", Status = "denied", Limit = 1000 }),
                ("get_audit_log, all, rare (1 in 100 000)", new() { TimeRange = "all", ActionType = "rare", Limit = 1000 }),
                ("get_audit_log, all, nothing found", new() { TimeRange = "all", AgentId = "nobody" }),
            })
            {
                await MeasureAsync(what, async () => (await search.FindAsync(Actor.Operator("bench"), query, CancellationToken.None)).Value!.Total);
            }

            foreach (var range in new[] { "1h", "24h", "7d", "30d" })
            {
                await MeasureAsync($"get_compliance_status, {range}", async () =>
                    (await desk.StatusAsync(Actor.Operator("bench"), new ComplianceRequest { TimeRange = range }, CancellationToken.None)).Value!.Metrics.Total);
            }

            await MeasureAsync("compliance report, 30d", async () => (await desk.ReportAsync(Actor.Operator("bench"), "30d", "asi2026", CancellationToken.None)).Value!.Status.Metrics.Total);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string what, Func<Task<long>> answer)
    {
        var found = await answer();
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await answer();
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {found,9} found  p50 {times[Rounds / 2],7:0.0} ms  worst {times[^1],7:0.0} ms"));
    }

    private static async Task FillAsync(SqliteStore store, int count)
    {
        var end = TimeProvider.System.GetUtcNow();
        var step = TimeSpan.FromDays(30) / count;
        string[] types = ["tool_call", "resource_access", "prompt_get", "action"];
        var pending = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            var (agent, denied, at) = ($"agent-{i % 50}", i % 10 == 3, end - (step * (count - i)));
            var type = i % 100_000 == 1 ? "rare" : types[i / 7 % 4];
            var json = $$"""{"action_type":"{{type}}","agent":{"id":"{{agent}}","proof":"claimed","trust":"medium"},"arguments":{"text":"{{new string('x', 380)}}"},"at":"{{Ledger.Ledger.Time(at)}}","call_id":"call_{{i}}","decision":{"effect":"{{(denied ? "deny" : "allow")}}","message":"as the rule says","policy_set":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","reason":"policy.rule","rules":[{"effect":"allow","policy":"p","rule":"r"}]},"flow":"session:1","kind":"{{(denied ? "refused" : "advised")}}","target":"tool_{{i % 30}}","v":1}""";
            pending.Add(store.Ledger.AppendAsync(
                new LedgerRecord(
                    Encoding.UTF8.GetBytes(json), at, denied ? EntryKind.Refused : EntryKind.Advised, $"call_{i:d9}", agent, $"tool_{i % 30}", type, denied ? "deny" : "allow", Reasons.Rule),
                Durability.Normal).AsTask());
            if (pending.Count == 512)
            {
                await Task.WhenAll(pending);
                pending.Clear();
            }
        }

        await Task.WhenAll(pending);
    }

    private static GovernanceServices Services(SqliteStore store)
    {
        var ledger = new Ledger.Ledger(store.Ledger, DurabilityMode.Normal);
        return new GovernanceServices
        {
            Gate = new Gate.Gate(
                new GateServices
                {
                    Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Deny)),
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
}
