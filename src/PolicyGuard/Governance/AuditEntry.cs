using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance;

/// <summary>An entry of the ledger as the governance tools show it: an action with its evaluation, or an administrative act.</summary>
public sealed record AuditEntry
{
    /// <summary>The action type of acts on agents.</summary>
    public const string Registration = "agent_registration";

    /// <summary>The action type of acts on policies.</summary>
    public const string PolicyManagement = "policy_management";

    /// <summary>The action type of reports.</summary>
    public const string IncidentReport = "incident_report";

    /// <summary>The action type of all other administrative acts.</summary>
    public const string Administration = "administration";

    /// <summary><c>aud_</c> and the first 12 digits of the leaf hash.</summary>
    public required string Id { get; init; }

    /// <summary>The action or call; null for administrative entries.</summary>
    public string? ActionId { get; init; }

    /// <summary>When, as the entry spells it.</summary>
    public required string At { get; init; }

    /// <summary>The agent, or who acted where none did.</summary>
    public required string Agent { get; init; }

    /// <summary>What kind of action.</summary>
    public required string ActionType { get; init; }

    /// <summary>What it was aimed at.</summary>
    public required string Target { get; init; }

    /// <summary>The parameters as a JSON object, findings masked; empty where they were not kept.</summary>
    public string Parameters { get; init; } = "{}";

    /// <summary>Why, in the agent's words.</summary>
    public string Context { get; init; } = "";

    /// <summary>Whether the action was allowed.</summary>
    public bool Allowed { get; init; }

    /// <summary>Whether a human's answer was missing.</summary>
    public bool RequireApproval { get; init; }

    /// <summary>Why, for a person.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Why, as an id of the closed list.</summary>
    public required string ReasonId { get; init; }

    /// <summary>The policy that decided, or null.</summary>
    public string? Policy { get; init; }

    /// <summary>The rule that decided, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The entry's place in the ledger.</summary>
    public long Index { get; init; }

    /// <summary>The entry's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether this is an administrative entry and not an action.</summary>
    public bool IsAdministrative => ActionId is null;

    /// <summary>Reads an entry; null where it is of no kind that is shown: outcomes, lists, broken messages, what the program did by itself.</summary>
    public static AuditEntry? Of(StoredEntry stored)
    {
        using var document = JsonDocument.Parse(stored.Json);
        var entry = document.RootElement;
        var id = $"aud_{Convert.ToHexStringLower(stored.LeafHash.Span[..6])}";
        return Text(entry, "kind") switch
        {
            "opened" or "refused" or "advised" => Decided(entry, id, stored.Index),
            "event" when entry.TryGetProperty("subject", out _) => Act(entry, id, stored.Index),
            _ => null,
        };
    }

    private static AuditEntry Decided(JsonElement entry, string id, long index)
    {
        var decision = entry.GetProperty("decision");
        var reason = Text(decision, "reason");
        var (policy, rule) = decision.TryGetProperty("rules", out var rules) && rules.GetArrayLength() > 0 && reason is Reasons.Rule or Reasons.ApprovalRequired
            ? (Text(rules[0], "policy"), Text(rules[0], "rule"))
            : (null, null);
        var kind = Text(entry, "kind")!;
        var effect = Text(decision, "effect");
        return new AuditEntry
        {
            Id = id,
            Index = index,
            Kind = kind,
            ActionId = Text(entry, "call_id"),
            At = Text(entry, "at")!,
            Agent = entry.TryGetProperty("agent", out var agent) ? Text(agent, "id") ?? "" : "",
            ActionType = Text(entry, "action_type") ?? "",
            Target = Text(entry, "target") ?? "",
            Parameters = entry.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object ? arguments.GetRawText() : "{}",
            Context = Text(entry, "note") ?? "",
            Allowed = kind == "opened" || (kind == "advised" && (effect is "allow" or "audit" or "warn" || (effect == "require_approval" && reason == Reasons.Rule))),
            RequireApproval = reason == Reasons.ApprovalRequired,
            Reason = Text(decision, "message") ?? "",
            ReasonId = reason ?? "",
            Policy = policy,
            Rule = rule,
        };
    }

    private static AuditEntry Act(JsonElement entry, string id, long index)
    {
        var reason = Text(entry, "reason") ?? "";
        var refused = !reason.StartsWith("event.", StringComparison.Ordinal) && !reason.StartsWith("approval.", StringComparison.Ordinal);
        return new AuditEntry
        {
            Id = id,
            Index = index,
            Kind = "event",
            At = Text(entry, "at")!,
            Agent = Text(entry, "agent") ?? Text(entry, "actor") ?? "",
            ActionType = TypeOf(reason),
            Target = Text(entry, "subject") ?? "",
            Parameters = entry.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object ? details.GetRawText() : "{}",
            Allowed = !refused && reason != Reasons.ActFailed,
            Reason = Text(entry, "message") ?? "",
            ReasonId = reason,
        };
    }

    private static string TypeOf(string reason) => reason switch
    {
        Reasons.AgentRegistered or Reasons.AgentChanged or Reasons.AgentSuspension or Reasons.AgentReinstated => Registration,
        Reasons.PolicyCreated or Reasons.PolicyUpdated or Reasons.PolicyEnabled or Reasons.PolicyDisabled or Reasons.PolicyRolledBack => PolicyManagement,
        Reasons.IncidentReported => IncidentReport,
        _ => Administration,
    };

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
