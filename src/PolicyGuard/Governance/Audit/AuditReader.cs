using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance.Audit;

/// <summary>Reads entries of the log into the form of the governance tools.</summary>
internal static class AuditReader
{
    /// <summary>The entry in that form.</summary>
    public static AuditEntry Read(StoredEntry stored)
    {
        using var document = JsonDocument.Parse(stored.Json);
        var entry = document.RootElement;
        var decision = entry.TryGetProperty("decision"u8, out var made) && made.ValueKind == JsonValueKind.Object ? made : entry;
        _ = EntryKinds.TryParse(Text(entry, "kind"), out var kind);
        var agent = entry.TryGetProperty("agent"u8, out var who) && who.ValueKind == JsonValueKind.Object ? Text(who, "id") : Text(entry, "agent");
        var reason = Text(decision, "reason");
        var key = new LedgerKey(kind, agent, Text(entry, "action_type"), Text(decision, "effect"), reason);
        var message = Text(decision, "message");
        var act = kind == EntryKind.Event;
        var (policy, rule) = Matched(decision, key);
        return new AuditEntry
        {
            EntryId = $"aud_{Convert.ToHexStringLower(stored.LeafHash.Span[..6])}",
            ActionId = Text(entry, "call_id") is { Length: > 0 } call ? call : null,
            Timestamp = Text(entry, "at"),
            AgentId = agent.Length > 0 ? agent : Text(entry, "actor"),
            Type = AuditWords.Type(key),
            Target = Text(entry, act ? "subject" : "target"),
            Parameters = entry.TryGetProperty(act ? "details"u8 : "arguments"u8, out var parameters) && parameters.ValueKind == JsonValueKind.Object ? parameters.GetRawText() : "{}",
            Context = act ? message : Text(entry, "note"),
            Allowed = AuditWords.IsAllowed(key),
            RequireApproval = AuditWords.IsWaiting(key),
            Reason = message,
            ReasonId = reason,
            PolicyMatched = policy,
            Rule = rule,
            Index = stored.Index,
            Kind = kind.Name(),
        };
    }

    private static (string? Policy, string? Rule) Matched(JsonElement decision, LedgerKey key)
    {
        switch (key.Reason)
        {
            case Reasons.AgentDeniedTool:
                return ("agent_denied_tools", null);
            case Reasons.AgentNotAllowedTool:
                return ("agent_allowed_tools", null);
            case Reasons.AgentSuspended:
                return ("agent_suspended", null);
            case Reasons.Default:
                return ($"default_{key.Effect}", null);
        }

        // The strictest rule comes first, and is the one that decided where a rule did; a human may have been asked by something else.
        return key.Reason is Reasons.Rule or Reasons.ApprovalRequired or Reasons.ApprovalDenied or Reasons.ApprovalTooMany or Reasons.SandboxUnavailable
            && decision.TryGetProperty("rules"u8, out var rules) && rules.ValueKind == JsonValueKind.Array && rules.GetArrayLength() > 0
            && (key.Reason == Reasons.Rule || Text(rules[0], "effect") == key.Effect)
            ? (Text(rules[0], "policy"), Text(rules[0], "rule"))
            : (null, null);
    }

    private static string Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
