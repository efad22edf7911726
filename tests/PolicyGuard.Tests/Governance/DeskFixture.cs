using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Governance;

/// <summary>A policy desk over stores in memory, and a gate that decides by what it makes.</summary>
internal sealed class DeskFixture
{
    private DeskFixture(RulesInForce rules, MemoryPolicies policies, ManualClock clock)
    {
        (Rules, Policies) = (rules, policies);
        var ledger = new PolicyGuard.Ledger.Ledger(Log, DurabilityMode.Auto);
        Gate = new PolicyGuard.Gate.Gate(
            new GateServices { Rules = rules.Holder, Agents = Agents, Keys = new MemoryKeys(clock), Approvals = new MemoryApprovals(clock), Incidents = Incidents, Ledger = ledger, Clock = clock, OnFault = Faults.Add },
            new GateOptions());
        Desk = new PolicyDesk(new GovernanceServices
        {
            Gate = Gate, Agents = Agents, Keys = new MemoryKeys(clock), Policies = policies, Incidents = Incidents, Approvals = new MemoryApprovals(clock), Ledger = ledger, Log = Log, Index = Log, Clock = clock, OnFault = Faults.Add,
        }, rules);
        rules.OnChange = (reason, message) =>
        {
            Changes.Add((reason, message));
            return Task.CompletedTask;
        };
    }

    /// <summary>The local user's client: may make and tighten.</summary>
    public static Actor Client { get; } = Actor.LocalClient(Caller.Local, new AgentRef("injected", false));

    /// <summary>A person at the terminal.</summary>
    public static Actor Person { get; } = Actor.Operator("root");

    public PolicyDesk Desk { get; }

    public PolicyGuard.Gate.Gate Gate { get; }

    public RulesInForce Rules { get; }

    public MemoryPolicies Policies { get; }

    public MemoryAgents Agents { get; } = new();

    public MemoryIncidents Incidents { get; } = new();

    public MemoryLedgerStore Log { get; } = new();

    public List<string> Faults { get; } = [];

    public List<(string Reason, string Message)> Changes { get; } = [];

    /// <summary>Starts with governance JSON or native files.</summary>
    public static async Task<DeskFixture> StartAsync(Effect @default = Effect.Allow, MemoryPolicies? policies = null, params PolicySource[] files)
    {
        var clock = new ManualClock();
        policies ??= new MemoryPolicies(clock);
        var loaded = PolicyLoader.Load(files, @default);
        Assert.NotNull(loaded.Rules);
        return new DeskFixture(await RulesInForce.StartAsync(policies, loaded.Documents, @default, default), policies, clock);
    }

    public static PolicyRequest Request(string id, string rules, int priority = 100, bool enabled = true) => new() { Id = id, Name = id, Rules = rules, Priority = priority, Enabled = enabled };

    /// <summary>One rule about tools.</summary>
    public static string Rule(string action, string tools) => $$"""[{"condition":{"tool_pattern":"{{tools}}"},"action":"{{action}}"}]""";

    public ValueTask<Outcome<PolicyChange>> PutAsync(Actor actor, string id, string rules, int priority = 100, bool enabled = true) =>
        Desk.PutAsync(actor, Request(id, rules, priority, enabled), default);

    /// <summary>Makes a policy as a person, which must succeed.</summary>
    public async Task GivenAsync(string id, string rules, int priority = 100, bool enabled = true)
    {
        var outcome = await PutAsync(Person, id, rules, priority, enabled);
        Assert.True(outcome.Done, outcome.Refusal?.Message);
    }

    public async Task<Effect> EffectAsync(string tool, string agent = "a1") => (await DecideAsync(tool, agent)).Effect;

    public ValueTask<Decision> DecideAsync(string tool, string agent = "a1") => Gate.AdviseAsync(
        new ToolCall
        {
            Id = Ids.Call(DateTimeOffset.UnixEpoch),
            Kind = CallKind.Tool,
            ActionType = ActionTypes.Of(CallKind.Tool),
            Target = CanonicalName.Of(tool),
            Arguments = new Arguments("{}"u8.ToArray()),
            Caller = Caller.Local,
            Agent = new AgentRef(agent, false),
            Flow = new FlowKey(FlowKeySource.McpSession, "s1"),
            ReceivedAt = DateTimeOffset.UnixEpoch,
        },
        default);

    /// <summary>The reasons of the events in the log, oldest first.</summary>
    public string[] Events() => [.. Log.Records.Where(static e => e.Kind == EntryKind.Event).Select(static e => e.Reason)];
}
