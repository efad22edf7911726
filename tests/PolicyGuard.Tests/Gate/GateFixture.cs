using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Envelopes;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Intent;
using PolicyGuard.Gate.Results;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Limits;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Gate;

/// <summary>A gate over stores in memory, and an executor that counts.</summary>
internal sealed class GateFixture
{
    public GateFixture(Effect @default = Effect.Allow, RuleSet? rules = null, DurabilityMode durability = DurabilityMode.Auto, RateLimit? limit = null, GateOptions? options = null, OwnGround? own = null, EnvironmentSnapshot? surroundings = null, Func<string?>? workspace = null, Vault? vault = null, IntentSet? intent = null, TaintOptions? taint = null, FlowBook? book = null, Quarantine? quarantine = null, IIntentJudge? judge = null, JudgeWhen when = JudgeWhen.Undecided, TimeSpan? patience = null)
    {
        Agents = new MemoryAgents(Clock);
        Keys = new MemoryKeys(Clock);
        Approvals = new MemoryApprovals(Clock);
        Paths = new WatchedPaths(new MemoryIntentPaths(Clock));
        Intent = new IntentSetHolder(intent ?? IntentSet.None);
        Flows = book ?? new FlowBook(PrintKey.New(), taint ?? new TaintOptions { Mode = FlowMode.Off }, Clock);
        Rules = new RuleSetHolder(rules ?? RuleSet.WithoutPolicies(@default));
        Held = new MemoryResults(Clock);
        quarantine ??= new Quarantine(Held, () => new Vault(new SealingKey(new byte[32])), new QuarantineOptions { Most = 3, MaxBytes = 4096 }, Clock);
        Gate = new PolicyGuard.Gate.Gate(
            new GateServices
            {
                Rules = Rules,
                Agents = Agents,
                Keys = Keys,
                Approvals = Approvals,
                Incidents = Incidents,
                Ledger = new PolicyGuard.Ledger.Ledger(Store, durability),
                Clock = Clock,
                Vault = vault,
                Intent = intent is null ? null : new IntentServices(Intent, Paths),
                Flows = Flows,
                Quarantine = quarantine,
                Judge = judge is null ? null : new JudgeServices(judge, when, patience ?? TimeSpan.FromMinutes(1)),
                RateLimit = limit is null ? null : new TokenBuckets(limit, Clock),
                OwnFiles = own is null ? null : new OwnFiles(own),
                Environment = surroundings ?? EnvironmentSnapshot.None,
                Workspace = workspace,
                OnFault = Faults.Add,
            },
            options ?? new GateOptions());
    }

    public ManualClock Clock { get; } = new();

    public FlowBook Flows { get; }

    public MemoryLedgerStore Store { get; } = new();

    public MemoryAgents Agents { get; }

    public MemoryKeys Keys { get; }

    public MemoryApprovals Approvals { get; }

    public MemoryResults Held { get; }

    public MemoryIncidents Incidents { get; } = new();

    public RuleSetHolder Rules { get; }

    public WatchedPaths Paths { get; }

    public IntentSetHolder Intent { get; }

    public List<string> Faults { get; } = [];

    public PolicyGuard.Gate.Gate Gate { get; }

    public Executor Upstream { get; } = new();

    public ToolCall Call(string tool, string arguments = "{}", string agent = "a1", bool proven = false, ToolDefinition? definition = null, string? upstream = "up", CallKind kind = CallKind.Tool, string flow = "s1", Caller? caller = null, string? actionType = null) => new()
    {
        Id = Ids.Call(Clock.GetUtcNow()),
        Kind = kind,
        ActionType = actionType ?? ActionTypes.Of(kind),
        Target = CanonicalName.Of(tool),
        Upstream = upstream,
        Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
        Caller = caller ?? Caller.Local,
        Agent = new AgentRef(agent, proven),
        Flow = new FlowKey(FlowKeySource.McpSession, flow),
        Definition = definition ?? new ToolDefinition("hash", null, null, null),
        ReceivedAt = Clock.GetUtcNow(),
    };

    public ToolCall Resource(string uri, CallKind kind = CallKind.Resource) => new()
    {
        Id = Ids.Call(Clock.GetUtcNow()),
        Kind = kind,
        ActionType = ActionTypes.Of(kind),
        Target = CanonicalName.TryCreateOpaque(uri, out var name, out _) ? name! : throw new ArgumentException(uri),
        Upstream = "up",
        Caller = Caller.Local,
        Agent = new AgentRef("a1", false),
        Flow = new FlowKey(FlowKeySource.McpSession, "s1"),
        ReceivedAt = Clock.GetUtcNow(),
    };

    public ValueTask<Reply> InvokeAsync(ToolCall call, CancellationToken ct = default) => Gate.InvokeAsync(call, Upstream, ct);

    internal sealed class Executor : IExecutor
    {
        private int _runs;

        public int Runs => _runs;

        public Func<Permit, CancellationToken, ValueTask<ToolResult>> Run { get; set; } =
            (_, _) => ValueTask.FromResult(new ToolResult("""{"content":[{"type":"text","text":"ok"}]}"""u8.ToArray()));

        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            Interlocked.Increment(ref _runs);
            return Run(permit, ct);
        }
    }
}
