using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Ledger;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Tests.Gate;

namespace PolicyGuard.Tests.Governance;

/// <summary>Desks over stores in memory, and the actors that come to them.</summary>
internal sealed class GovernanceFixture
{
    private readonly GateFixture _gate = new();

    public GovernanceFixture() => Services = new GovernanceServices
    {
        Gate = _gate.Gate,
        Agents = Agents,
        Keys = Keys,
        Policies = new MemoryPolicies(Clock),
        Incidents = _gate.Incidents,
        Approvals = _gate.Approvals,
        Ledger = new PolicyGuard.Ledger.Ledger(Log, DurabilityMode.Auto),
        Log = Log, Index = Log,
        Clock = Clock,
        OnFault = Faults.Add,
    };

    public static Actor Operator { get; } = Actor.Operator("root");

    public ManualClock Clock => _gate.Clock;

    public MemoryAgents Agents => _gate.Agents;

    public MemoryKeys Keys => _gate.Keys;

    public MemoryLedgerStore Log => _gate.Store;

    public List<string> Faults { get; } = [];

    public GovernanceServices Services { get; }

    /// <summary>The client of the local user, in single-user mode.</summary>
    public static Actor Local(string agent) => Actor.LocalClient(Caller.Local, new AgentRef(agent, Proven: false));

    /// <summary>The holder of a key.</summary>
    public static Actor Key(Role role, string agent) => Actor.Authenticated(new Caller("key:key_1", CallerProof.ApiKey), role, new AgentRef(agent, Proven: true));

    /// <summary>The reasons of what was written down, in order.</summary>
    public IEnumerable<string> Reasons => Log.Records.Select(static record => record.Reason);
}
