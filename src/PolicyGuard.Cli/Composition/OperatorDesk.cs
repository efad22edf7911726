using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Results;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Composition;

/// <summary>The desks as the person at the terminal uses them, on a store that other processes may serve from at the same time.</summary>
internal sealed class OperatorDesk : IAsyncDisposable
{
    private readonly LogSigning _signing;

    private readonly Lazy<FlowDesk> _flows;

    private OperatorDesk(SqliteStore store, GovernanceServices services, ProgramOptions options, LogSigning signing)
    {
        (Store, Services, Policy) = (store, services, options.Policy);
        Results = new ResultDesk(services, new Quarantine(store.Results, FlowsOnDisk.Vault(options), options.Quarantine, services.Clock));
        _flows = new Lazy<FlowDesk>(() => new FlowDesk(services, store.Flows, FlowsOnDisk.Archive(store, options, services.Clock), FlowsOnDisk.Vault(options), options.Flows.Lifetime));
        Approvals = new ApprovalDesk(services);
        Agents = new AgentDesk(services);
        Keys = new KeyDesk(services);
        Incidents = new IncidentDesk(services);
        Tools = new ToolDesk(services, store.ToolPins);
        Audit = new AuditSearch(services);
        _signing = signing;
        Log = new LogDesk(services, store.Log, signing.Keys, signing.Publisher);
    }

    /// <summary>The store.</summary>
    public SqliteStore Store { get; }

    /// <summary>What the desks stand on.</summary>
    public GovernanceServices Services { get; }

    /// <summary>Approvals.</summary>
    public ApprovalDesk Approvals { get; }

    /// <summary>Agents.</summary>
    public AgentDesk Agents { get; }

    /// <summary>API keys.</summary>
    public KeyDesk Keys { get; }

    /// <summary>Incidents.</summary>
    public IncidentDesk Incidents { get; }

    /// <summary>Tools whose definition changed.</summary>
    public ToolDesk Tools { get; }

    /// <summary>Results that were kept back.</summary>
    public ResultDesk Results { get; }

    /// <summary>Flows; the key of what they remember is read when they are asked for.</summary>
    public FlowDesk Flows => _flows.Value;

    /// <summary>The audit log, to search.</summary>
    public AuditSearch Audit { get; }

    /// <summary>The log as a whole.</summary>
    public LogDesk Log { get; }

    /// <summary>Where the policies of files come from.</summary>
    public PolicyOptions Policy { get; }

    /// <summary>Policies made at run time, judged together with policies of files.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    public async Task<PolicyDesk> PoliciesAsync(IReadOnlyList<PolicyDocument> files, CancellationToken ct) =>
        new(Services, await RulesInForce.ForActsAsync(Store.Policies, files, Policy.DefaultAction, ct));

    /// <summary>The state of governance, under policies of files and those made at run time.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    public async Task<ComplianceDesk> ComplianceAsync(IReadOnlyList<PolicyDocument> files, CancellationToken ct) =>
        new(Services, await RulesInForce.ForActsAsync(Store.Policies, files, Policy.DefaultAction, ct));

    /// <summary>The person at the terminal.</summary>
    public Actor Actor { get; } = Actor.Operator(Environment.UserName);

    /// <summary>Opens the store.</summary>
    /// <exception cref="StoreException">It cannot be opened.</exception>
    public static OperatorDesk Open(ProgramOptions options, TimeProvider clock)
    {
        var store = SqliteStore.Open(options.DataFolder, clock);
        var ledger = new Ledger.Ledger(store.Ledger, options.Durability);
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Deny)),
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Ledger = ledger,
                Clock = clock,
                OnFault = Console.Error.WriteLine,
            },
            new GateOptions());
        return new OperatorDesk(store, StoreServices.Of(store, gate, ledger, options, clock, Console.Error.WriteLine), options, LogSigning.Of(store, ledger, options, clock));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _signing.Dispose();
        return Store.DisposeAsync();
    }
}
