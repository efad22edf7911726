using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What the gate itself costs a call, with stores that do nothing: everything but disk and network.</summary>
[MemoryDiagnoser]
public class GateBenchmarks
{
    private readonly NoStore _store = new();
    private Gate.Gate _gate = null!;
    private byte[] _arguments = null!;

    [Params(200, 10_000)]
    public int Bytes { get; set; }

    /// <summary>Whether paths in the arguments are held against the gate's own files, with the disk's links.</summary>
    [Params(false, true)]
    public bool OwnFiles { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _arguments = System.Text.Encoding.UTF8.GetBytes($$"""{"path":"/data/report.txt","text":"{{new string('x', Bytes - 40)}}"}""");
        _gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Allow)),
                Agents = _store,
                Keys = null!,
                Approvals = null!,
                Incidents = null!,
                Ledger = new Ledger.Ledger(_store, DurabilityMode.Normal),
                Clock = TimeProvider.System,
                OwnFiles = OwnFiles ? new OwnFiles(Ground()) : null,
                OnFault = Console.Error.WriteLine,
            },
            new GateOptions());
    }

    [Benchmark]
    public ValueTask<Reply> Invoke() => _gate.InvokeAsync(
        new ToolCall
        {
            Id = Ids.Call(TimeProvider.System.GetUtcNow()),
            Kind = CallKind.Tool,
            ActionType = "tool_call",
            Target = CanonicalName.Of("write_file"),
            Upstream = "files",
            Arguments = new Arguments(_arguments),
            Caller = Caller.Local,
            Agent = new AgentRef("bench", false),
            Flow = new FlowKey(FlowKeySource.McpSession, "s"),
            Definition = new ToolDefinition("h", null, null, null),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        },
        _store,
        default);

    private static OwnGround Ground() => new()
    {
        Places =
        [
            new(Path.Combine(Environment.CurrentDirectory, ".policyguard"), ByName: true),
            new(Path.Combine(Path.GetTempPath(), "policyguard-bench", "policyguard"), ByName: true),
        ],
        Folders = [Environment.CurrentDirectory],
        UpstreamFolders = new Dictionary<string, IReadOnlyList<string>> { ["files"] = [Path.GetTempPath()] },
        Home = Path.GetTempPath(),
        LinkAt = Gateway.Upstreams.DiskLinks.At,
    };

    private sealed class NoStore : ILedgerStore, IAgentStore, IExecutor
    {
        private static readonly Agent Agent = new() { Id = "bench" };
        private static readonly ToolResult Result = new("""{"content":[{"type":"text","text":"written"}]}"""u8.ToArray());

        public string? Fault => null;

        public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability) => ValueTask.FromResult(0L);

        public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost) => true;

        public IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, CancellationToken ct = default) => throw new NotSupportedException();

        public ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(Agent);

        public ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult<Agent?>(Agent);

        public ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default) => ValueTask.FromResult(agent);

        public ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<Agent>>([Agent]);

        public ValueTask<IReadOnlyList<Agent>> HistoryAsync(string id, int limit, CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<Agent>>([Agent]);

        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => ValueTask.FromResult(Result);
    }
}
