using PolicyGuard.Calls;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Intent;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gate;

/// <summary>What agents and their humans read: what was refused, by which rule, and what would be allowed. In one place, so that it sounds like one program.</summary>
internal static class Wording
{
    public static string Rule(ToolCall call, RuleMatch match)
    {
        var why = match.Message.Length == 0 ? "" : $": {match.Message}";
        var error = match.Error is null ? "" : $" (the condition could not be evaluated, which counts as a match: {match.Error})";
        return $"{Name(call)} — rule `{match.Rule}` of policy `{match.Policy}` says {match.Effect.Name()}{why}{error}";
    }

    public static string Default(ToolCall call, RuleVerdict verdict) =>
        $"{Name(call)} — no rule speaks of it, and the default (`{verdict.DefaultSource}`) is {verdict.Effect.Name()}";

    public static string Suspended(Agent agent) =>
        $"agent `{agent.Id}` is suspended{(agent.SuspensionReason is { Length: > 0 } why ? $" ({why})" : "")}; an operator has to reinstate it";

    public static string Lookalike(string id, string other) =>
        $"agent id `{id}` looks like `{other}`, the id of another agent, and is not it; people could not tell the two apart in the log";

    public static string TooManySeen(string id) =>
        $"agent id `{id}` is new, and there are {AgentIds.MostSeen} agents already that nobody registered; an operator has to register it (policyguard agent register)";

    public static string Denied(ToolCall call, Agent agent, string pattern) =>
        $"{Name(call)} — agent `{agent.Id}` may not call tools matching `{pattern}`";

    public static string NotAllowed(ToolCall call, Agent agent) =>
        $"{Name(call)} — agent `{agent.Id}` may call only: {string.Join(", ", agent.AllowedTools.Take(20))}";

    public static string UnknownTool(ToolCall call) =>
        $"{Name(call)} — upstream `{call.Upstream}` does not list such a tool; see tools/list for what there is";

    public static string HeldTool(ToolCall call) =>
        $"{Name(call)} — its definition on upstream `{call.Upstream}` is suspected of giving orders to agents, or of passing for another tool; an operator has to accept it";

    public static string ChangedTool(ToolCall call) =>
        $"{Name(call)} — its definition changed since it was first seen on upstream `{call.Upstream}`; an operator has to accept the change";

    public static string RateLimited(Agent agent, TimeSpan retryAfter) =>
        $"agent `{agent.Id}` calls too often; try again in {Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds))} s";

    public static string OwnFiles(ToolCall call, string place) =>
        $"{Name(call)} — it names a file of the gate itself (`{place}`), and no agent reads or changes its policies, configuration, log or program; a person does, outside the gate";

    public static string Intent(ToolCall call, IntentVerdict verdict) => $"{Name(call)} — {verdict.Message}";

    public static string JudgeBlocked(ToolCall call, JudgeFacts facts) =>
        $"{Name(call)} — the judge says that it does not serve the task of this flow: {Said(facts)}";

    public static string JudgeUnsure(ToolCall call, JudgeFacts facts) => facts.Verdict switch
    {
        { IsAnswer: false } => $"{Name(call)} — the judge gave no answer: {Said(facts)}",
        { Word: JudgeWord.Allow } verdict => $"{Name(call)} — the judge is not sure enough that it serves the task of this flow ({Share(verdict.Confidence)}, and {Share(facts.Threshold)} is asked for): {Said(facts)}",
        _ => $"{Name(call)} — the judge cannot tell whether it serves the task of this flow: {Said(facts)}",
    };

    public static string JudgeLeftIt(ToolCall call) => $"{Name(call)} — a human was asked about this very call, so the judge is not";

    public static string Overtaken(ToolCall call) =>
        $"{Name(call)} — other calls of the flow kept overtaking it while the judge was asked; call it again, by itself";

    public static string PathFull(ToolCall call) =>
        $"{Name(call)} — this flow called as many different tools as can be remembered, and none is forgotten; begin another flow";

    public static string Flow(ToolCall call, FlowVerdict flow) => $"{Name(call)} — {flow.Message}";

    // What a model says is shown on one line, masked and bounded: it may repeat what an attacker wrote.
    private static string Said(JudgeFacts facts) => EntryParts.Safe(string.Join(' ', facts.Verdict.Reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), 512);

    private static string Share(double value) => value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);

    public static string Name(ToolCall call) => call.Kind switch
    {
        CallKind.Tool => $"tool `{call.Target.Shown}`",
        CallKind.Resource => $"resource `{call.Target.Shown}`",
        CallKind.Prompt => $"prompt `{call.Target.Shown}`",
        _ => $"{call.ActionType} `{call.Target.Shown}`",
    };
}
