using PolicyGuard.Calls;
using PolicyGuard.Intent;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

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

    public static string ChangedTool(ToolCall call) =>
        $"{Name(call)} — its definition changed since it was first seen on upstream `{call.Upstream}`; an operator has to accept the change";

    public static string RateLimited(Agent agent, TimeSpan retryAfter) =>
        $"agent `{agent.Id}` calls too often; try again in {Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds))} s";

    public static string OwnFiles(ToolCall call, string place) =>
        $"{Name(call)} — it names a file of the gate itself (`{place}`), and no agent reads or changes its policies, configuration, log or program; a person does, outside the gate";

    public static string Intent(ToolCall call, IntentVerdict verdict) => $"{Name(call)} — {verdict.Message}";

    public static string PathFull(ToolCall call) =>
        $"{Name(call)} — this flow called as many different tools as can be remembered, and none is forgotten; begin another flow";

    public static string Name(ToolCall call) => call.Kind switch
    {
        CallKind.Tool => $"tool `{call.Target.Shown}`",
        CallKind.Resource => $"resource `{call.Target.Shown}`",
        CallKind.Prompt => $"prompt `{call.Target.Shown}`",
        _ => $"{call.ActionType} `{call.Target.Shown}`",
    };
}
