using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Intent;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

/// <summary>Calls of one flow through the gate, under an intent policy; says each tool that ran.</summary>
internal sealed class Steps(SqliteStore store, string policy, Action<string> say)
{
    private readonly Gate _gate = new(
        new GateServices
        {
            Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Allow)), Agents = store.Agents, Keys = store.Keys, Approvals = store.Approvals, Incidents = store.Incidents,
            Ledger = new Ledger(store.Ledger, DurabilityMode.Normal), Clock = TimeProvider.System, OnFault = say,
            Intent = new IntentServices(new IntentSetHolder(new IntentSet(IntentLoader.Load([new IntentSource("p.yaml", policy)]).Policies.Single(), [])), store.IntentPaths),
        },
        new GateOptions());

    public async Task CallAsync(string flow, string tool)
    {
        var call = new ToolCall
        {
            Id = Ids.Call(TimeProvider.System.GetUtcNow()), Kind = CallKind.Tool, ActionType = ActionTypes.Of(CallKind.Tool), Target = CanonicalName.Of(tool), Upstream = "up",
            Arguments = new Arguments(Encoding.UTF8.GetBytes("{}")), Caller = Caller.Local, Agent = new AgentRef("a", false), Flow = new FlowKey(FlowKeySource.McpSession, flow),
            Definition = new ToolDefinition("h", null, null, null), ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
        await _gate.InvokeAsync(call, new Saying(say), default);
    }

    private sealed class Saying(Action<string> say) : IExecutor
    {
        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            say(permit.Call.Target.Full);
            return ValueTask.FromResult(new ToolResult("{}"u8.ToArray()));
        }
    }
}
