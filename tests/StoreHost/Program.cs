using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using System.Diagnostics;
using System.Globalization;
using System.Text;

// Usage: StoreHost append|storm|pairs|calls|settle|overtake|register|use|make|steps <folder> …
// Says "ready" (or why the store cannot be opened), waits for a line on stdin, then works; every line on stdout is one acknowledged thing.
var (command, folder) = (args[0], args[1]);
SqliteStore store;
try
{
    store = SqliteStore.Open(folder, TimeProvider.System);
}
catch (StoreException e)
{
    Console.WriteLine(e.Message);
    return;
}

Console.WriteLine("ready");
Console.ReadLine();
switch (command)
{
    // append <folder> <name> <count> <durability> [milliseconds to stay afterwards]: one after the other; "index id microseconds".
    case "append":
        var (count, durability) = (int.Parse(args[3], CultureInfo.InvariantCulture), Enum.Parse<Durability>(args[4]));
        for (var i = 0; i < count; i++)
        {
            var id = $"{args[2]}-{i}";
            var begin = Stopwatch.GetTimestamp();
            try
            {
                var index = await store.Ledger.AppendAsync(Record(id), durability);
                Say($"{index} {id} {Stopwatch.GetElapsedTime(begin).TotalMicroseconds:0}");
            }
            catch (LedgerException e)
            {
                Say($"failed {id} {e.Message}");
            }
        }

        await Task.Delay(args.Length > 5 ? int.Parse(args[5], CultureInfo.InvariantCulture) : 0);

        break;

    // storm <folder> <name> <callers>: all at once until killed; "index id".
    case "storm":
        await Task.WhenAll(Enumerable.Range(0, int.Parse(args[3], CultureInfo.InvariantCulture)).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"{args[2]}-{caller}-{i}";
                Say($"{await store.Ledger.AppendAsync(Record(id), (i + caller) % 2 == 0 ? Durability.Full : Durability.Normal)} {id}");
            }
        })));
        break;

    // pairs <folder> <callers>: an entry that is waited for, then one that is not, all at once until killed; "index id" of the first.
    case "pairs":
        await Task.WhenAll(Enumerable.Range(0, int.Parse(args[2], CultureInfo.InvariantCulture)).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = $"{caller}-{i}";
                Say($"{await store.Ledger.AppendAsync(Record($"{id}-open"), Durability.Normal)} {id}-open");
                store.Ledger.TryAppendSoon(Record($"{id}-close"), e => Say($"lost {id} {e.Message}"));
            }
        })));
        break;

    // calls <folder> <name> <callers> <durability mode> <longest argument>: through the gate, and checkpoints meanwhile, until killed.
    case "calls":
        await new Calls(store, folder, args[2], Enum.Parse<DurabilityMode>(args[4]), TimeProvider.System, Say)
            .RunAsync(int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[5], CultureInfo.InvariantCulture));
        break;

    // settle <folder> <count>: so many entries that only survive a kill, and then how many survive power loss.
    case "settle":
        for (var i = 0; i < int.Parse(args[2], CultureInfo.InvariantCulture); i++)
        {
            _ = store.Ledger.AppendAsync(Record($"n-{i}"), Durability.Normal);
        }

        Say((await store.Log.SettleAsync()).ToString(CultureInfo.InvariantCulture));
        await Task.Delay(60_000);
        break;

    // overtake <folder>: one that waits for its sync, then, while that goes on, one that does not; which was answered, in that order.
    case "overtake":
        var full = store.Ledger.AppendAsync(Record("full"), Durability.Full).AsTask();
        await store.Ledger.AppendAsync(Record("normal"), Durability.Normal);
        Say(full.IsCompleted ? "together" : "normal");
        await full;
        Say("full");
        break;

    // register <folder> <id>: "version registered-at" of the one record that everybody gets.
    case "register":
        var agent = await store.Agents.GetOrRegisterAsync(args[2]);
        Say($"{agent.Version} {agent.RegisteredAt.UtcTicks}");
        break;

    // desk <folder> <name> <count>: registers as many agents of its own, and changes and suspends one that all share; "id version".
    case "desk":
        var agentLedger = new PolicyGuard.Ledger.Ledger(store.Ledger, DurabilityMode.Normal);
        var agentGate = new Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Deny)), Agents = store.Agents, Keys = store.Keys, Approvals = store.Approvals, Incidents = store.Incidents,
                Ledger = agentLedger, Clock = TimeProvider.System, OnFault = Say,
            },
            new GateOptions());
        var agents = new AgentDesk(new GovernanceServices
        {
            Gate = agentGate, Agents = store.Agents, Keys = store.Keys, Policies = store.Policies, Incidents = store.Incidents, Approvals = store.Approvals,
            Ledger = agentLedger, Log = store.Ledger, Index = store.Index, Clock = TimeProvider.System, OnFault = Say,
        });
        var clerk = Actor.Operator(args[2]);
        for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++)
        {
            var own = await agents.RegisterAsync(clerk, new AgentRegistration($"{args[2]}-{i}") { Trust = "low" }, default);
            Say($"{own.Value?.Agent.Id} {own.Value?.Agent.Version} {own.Refusal?.Message}");
            var shared = i == 20
                ? await agents.SuspendAsync(clerk, "shared", args[2], default)
                : await agents.RegisterAsync(clerk, new AgentRegistration("shared") { Description = $"{args[2]}-{i}" }, default);
            Say($"{shared.Value?.Agent.Id} {shared.Value?.Agent.Version} {shared.Refusal?.Message}");
        }

        break;

    // report <folder> <name> <count>: reports as many incidents, and is refused gravely as often; "id", then the shared agent's status.
    case "report":
        var incidentLedger = new PolicyGuard.Ledger.Ledger(store.Ledger, DurabilityMode.Normal);
        var incidentServices = new GovernanceServices
        {
            Gate = new Gate(
                new GateServices
                {
                    Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Deny)), Agents = store.Agents, Keys = store.Keys, Approvals = store.Approvals, Incidents = store.Incidents,
                    Ledger = incidentLedger, Clock = TimeProvider.System, OnFault = Say,
                },
                new GateOptions()),
            Agents = store.Agents, Keys = store.Keys, Policies = store.Policies, Incidents = store.Incidents, Approvals = store.Approvals,
            Ledger = incidentLedger, Log = store.Ledger, Index = store.Index, Clock = TimeProvider.System, OnFault = Say,
            Suspension = new SuspensionOptions { HighCount = int.Parse(args[4], CultureInfo.InvariantCulture) },
        };
        var incidentDesk = new IncidentDesk(incidentServices);
        var suspension = new AutoSuspension(incidentServices);
        for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++)
        {
            var reported = await incidentDesk.ReportAsync(Actor.Operator(args[2]), new IncidentReport("other", "low", $"{args[2]}-{i}"), default);
            Say(reported.Value?.Incident.Id ?? reported.Refusal!.Message);
            var at = TimeProvider.System.GetUtcNow();
            await suspension.ConsiderAsync(await store.Incidents.RecordAsync(
                new Incident { Id = Ids.NewHex("inc"), Type = "unauthorized_access", Severity = IncidentSeverity.High, Description = "x", Agent = "shared", Rule = "r", Target = "t", FirstAt = at, LastAt = at },
                TimeSpan.FromMinutes(10), strike: true));
        }

        break;

    // use <folder> <approval> <binding> <tries>: the number of tries that were allowed to use it.
    case "use":
        var uses = await Task.WhenAll(Enumerable.Range(0, int.Parse(args[4], CultureInfo.InvariantCulture))
            .Select(_ => Task.Run(async () => await store.Approvals.UseAsync(args[2], args[3]))));
        Say(uses.Count(used => used).ToString(CultureInfo.InvariantCulture));
        break;

    // make <folder> <name> <count>: makes policies through the desk, every second one the same; "id version" of each.
    case "make":
        var (desk, actor) = (await DeskAsync(store), Actor.Operator(args[2]));
        for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++)
        {
            var id = i % 2 == 0 ? "shared" : $"own-{args[2]}-{i}";
            var made = await desk.PutAsync(actor, new PolicyRequest { Id = id, Name = id, Rules = $$$"""[{"condition":{"tool_pattern":"tool_{{{args[2]}}}_{{{i}}}"},"action":"deny"}]""" }, default);
            Say(made.Value is { } change ? $"{id} {change.Stored.Version}" : $"failed {made.Refusal!.Message}");
        }

        break;

    // steps <folder> <flow> <policy> <callers> <tool>…: so many callers call the tools in turn, 100 calls each; every tool that ran.
    case "steps":
        var steps = new Steps(store, args[3], Say);
        await Task.WhenAll(Enumerable.Range(0, int.Parse(args[4], CultureInfo.InvariantCulture)).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await steps.CallAsync(args[2], args[5 + ((caller + i) % (args.Length - 5))]);
            }
        })));
        break;

    default:
        throw new ArgumentException(command);
}

await store.DisposeAsync();

static async Task<PolicyDesk> DeskAsync(SqliteStore store)
{
    var rules = await RulesInForce.StartAsync(store.Policies, [], Effect.Allow, default);
    var ledger = new Ledger(store.Ledger, DurabilityMode.Normal);
    var gate = new Gate(
        new GateServices
        {
            Rules = rules.Holder, Agents = store.Agents, Keys = store.Keys, Approvals = store.Approvals, Incidents = store.Incidents, Ledger = ledger, Clock = TimeProvider.System, OnFault = Console.Error.WriteLine,
        },
        new GateOptions());
    return new PolicyDesk(
        new GovernanceServices
        {
            Gate = gate, Agents = store.Agents, Keys = store.Keys, Policies = store.Policies, Incidents = store.Incidents, Approvals = store.Approvals, Ledger = ledger, Log = store.Ledger, Index = store.Index, Clock = TimeProvider.System, OnFault = Console.Error.WriteLine,
        },
        rules);
}

static LedgerRecord Record(string id) => new(
    Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), DateTimeOffset.UnixEpoch, EntryKind.Opened, $"call_{id}", "agent-1", "tool", "tool_call", "allow", "policy.rule");

// One write per line, so that a line is whole or absent when the process is killed.
static void Say(string line)
{
    var bytes = Encoding.UTF8.GetBytes(line + "\n");
    lock (Out.Stream)
    {
        Out.Stream.Write(bytes);
        Out.Stream.Flush();
    }
}

internal static class Out
{
    internal static readonly Stream Stream = Console.OpenStandardOutput();
}
