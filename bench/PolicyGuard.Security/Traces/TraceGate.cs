using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Tests.Doubles;
using PolicyGuard.Text;

namespace PolicyGuard.Security.Traces;

/// <summary>
/// The real gate on stores in memory, with one configuration for all rows: no policies unless one is asked for, everything untrusted, the user's prompt as the request.
/// A human answers what the gate asks: yes to calls of the user's task, no to all others.
/// </summary>
internal sealed class TraceGate
{
    private readonly ManualClock _clock = new();
    private readonly MemoryApprovals _approvals;
    private readonly FlowBook _flows;
    private readonly Gate.Gate _gate;

    public TraceGate(bool findsInstructions, string? policy)
    {
        _approvals = new MemoryApprovals(_clock);
        _flows = new FlowBook(PrintKey.New(), new TaintOptions { FindsInstructions = findsInstructions }, _clock);
        _gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(policy is null ? RuleSet.WithoutPolicies(Effect.Allow) : PolicyLoader.Load([StarterPolicies.Source(policy)], Effect.Allow).Rules!),
                Agents = new MemoryAgents(_clock),
                Keys = new MemoryKeys(_clock),
                Approvals = _approvals,
                Incidents = new MemoryIncidents(),
                Ledger = new Ledger.Ledger(new MemoryLedgerStore(), DurabilityMode.Normal),
                Flows = _flows,
                Clock = _clock,
                OnFault = static fault => throw new InvalidOperationException(fault),
            },
            new GateOptions());
    }

    /// <summary>Replays a run: what became of each call.</summary>
    public async Task<IReadOnlyList<TraceOutcome>> ReplayAsync(TraceRow row)
    {
        var flow = new FlowKey(FlowKeySource.Authenticated, "run");
        _flows.Say(flow, row.Prompt);
        var outcomes = new List<TraceOutcome>();
        foreach (var recorded in row.Calls)
        {
            var call = Call(recorded, recorded.Server ?? row.Suite, flow);
            var upstream = new Recorded(recorded.Output);
            var reply = await _gate.InvokeAsync(call, upstream, CancellationToken.None);
            var asked = reply.Decision.WaitsForHuman;
            if (asked)
            {
                await _approvals.AnswerAsync(reply.Decision.ApprovalId!, new ApprovalAnswer(recorded.IsUsers, "simulated"));
                reply = await _gate.InvokeAsync(call, upstream, CancellationToken.None);
            }

            outcomes.Add(new TraceOutcome(asked, reply.Status == ReplyStatus.Done, reply.Reason, reply.Message));
        }

        return outcomes;
    }

    private ToolCall Call(TraceCall recorded, string upstream, FlowKey flow) => new()
    {
        Id = Ids.Call(_clock.GetUtcNow()),
        Kind = CallKind.Tool,
        ActionType = ActionTypes.Of(CallKind.Tool),
        Target = CanonicalName.Of(recorded.Tool),
        Upstream = upstream,
        Arguments = new Arguments(Encoding.UTF8.GetBytes(recorded.Arguments)),
        Caller = Caller.Local,
        Agent = new AgentRef("agent", false),
        Flow = flow,
        // A definition that says nothing: the rows have none.
        Definition = new ToolDefinition("", null, null, null),
        ReceivedAt = _clock.GetUtcNow(),
    };

    private sealed class Recorded(string output) : IExecutor
    {
        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            using var buffer = new MemoryStream();
            using (var w = new Utf8JsonWriter(buffer))
            {
                w.WriteStartObject();
                w.WriteStartArray("content");
                w.WriteStartObject();
                w.WriteString("type", "text");
                w.WriteString("text", output);
                w.WriteEndObject();
                w.WriteEndArray();
                w.WriteEndObject();
            }

            return ValueTask.FromResult(new ToolResult(buffer.ToArray()));
        }
    }
}
