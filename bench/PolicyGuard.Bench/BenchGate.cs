using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>The real gate in front of a tool that answers at once: it writes entries as they are in use, an opened and a closed one for each call.</summary>
internal sealed class BenchGate : IExecutor
{
    private static readonly ToolResult Result = new("""{"content":[{"type":"text","text":"written"}]}"""u8.ToArray());
    private static readonly ToolDefinition Definition = new(new string('d', 64), null, null, null);

    private readonly Gate.Gate _gate;

    internal BenchGate(SqliteStore store, ILedgerStore entries, DurabilityMode mode)
    {
        Ledger = new Ledger.Ledger(entries, mode);
        _gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Allow)),
                Agents = store.Agents,
                Keys = store.Keys,
                Approvals = store.Approvals,
                Incidents = store.Incidents,
                Ledger = Ledger,
                Clock = TimeProvider.System,
                OnFault = Console.Error.WriteLine,
            },
            new GateOptions());
    }

    internal Ledger.Ledger Ledger { get; }

    /// <summary>One call, from one of 50 agents to one of 30 tools.</summary>
    internal async ValueTask CallAsync(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var reply = await _gate.InvokeAsync(
            new ToolCall
            {
                Id = Ids.Call(now),
                Kind = CallKind.Tool,
                ActionType = "tool_call",
                Target = CanonicalName.Of($"write_file_{number % 30}"),
                Upstream = "files",
                Arguments = new Arguments(Encoding.UTF8.GetBytes($$"""{"path":"/data/report-{{number}}.txt","text":"{{new string('x', 60)}}"}""")),
                Caller = Caller.Local,
                Agent = new AgentRef($"agent-{number % 50}", false),
                Flow = new FlowKey(FlowKeySource.McpSession, "session-1"),
                Definition = Definition,
                ReceivedAt = now,
            },
            this,
            default);
        if (reply.Status != ReplyStatus.Done)
        {
            throw new InvalidOperationException(reply.Message);
        }
    }

    public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => ValueTask.FromResult(Result);
}
