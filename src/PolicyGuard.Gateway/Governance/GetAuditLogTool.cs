using System.Text.Json;
using PolicyGuard.Governance;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>get_audit_log</c>.</summary>
internal sealed class GetAuditLogTool(AuditSearch search, TimeProvider clock) : IGovernanceTool
{
    private static readonly string[] Statuses = ["allowed", "denied"];

    public string Name => "get_audit_log";

    public bool Asks => true;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var range = arguments.Optional("time_range", 100) ?? TimeRanges.Usual;
        var status = arguments.Choice("status", Statuses);
        var query = new AuditQuery
        {
            Agent = arguments.Optional("agent_id", 256),
            ActionType = arguments.Optional("action_type", 100),
            Since = TimeRanges.Since(arguments, range, takesAll: true, clock.GetUtcNow()),
            Limit = arguments.Integer("limit", 100, 1, AuditQuery.MostEntries),
        };
        if (!arguments.Flag("include_allowed", true))
        {
            if (status == "allowed")
            {
                arguments.Fault("include_allowed: false leaves out what `status: allowed` asks for");
            }

            status = "denied";
        }

        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return ToolAnswer.Invalid(Name, faults);
        }

        query = query with { Allowed = status is null ? null : status == "allowed" };
        var outcome = await search.FindAsync(call.Actor, query, ct).ConfigureAwait(false);
        return outcome.Value is { } page ? ToolAnswer.Of(json => Write(json, page, query, range)) : ToolAnswer.Refused(outcome.Refusal!);
    }

    private static void Write(Utf8JsonWriter json, AuditPage page, AuditQuery query, string range)
    {
        json.WriteStartArray("entries"u8);
        foreach (var entry in page.Entries)
        {
            json.WriteStartObject();
            Write(json, entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("count"u8, page.Entries.Count);
        json.WriteNumber("total"u8, page.Total);
        json.WriteString("time_range"u8, range);
        List<string> filters = [];
        filters.AddRange(query.Agent is { } agent ? [$"agent_id={agent}"] : []);
        filters.AddRange(query.ActionType is { } type ? [$"action_type={type}"] : []);
        filters.AddRange(query.Allowed is { } allowed ? [$"status={(allowed ? "allowed" : "denied")}"] : []);
        GovernanceTools.WriteTexts(json, "filters_applied", filters.Count > 0 ? filters : ["none"]);
    }

    private static void Write(Utf8JsonWriter json, AuditEntry entry)
    {
        json.WriteString("entry_id"u8, entry.Id);
        json.WriteString("action_id"u8, entry.ActionId);
        json.WriteString("timestamp"u8, entry.At);
        json.WriteString("agent_id"u8, entry.Agent);
        json.WriteStartObject("action"u8);
        json.WriteString("type"u8, entry.ActionType);
        json.WriteString("target"u8, entry.Target);
        json.WritePropertyName("parameters"u8);
        json.WriteRawValue(entry.Parameters, skipInputValidation: true);
        json.WriteString("context"u8, entry.Context);
        json.WriteEndObject();
        json.WriteStartObject("evaluation"u8);
        json.WriteBoolean("allowed"u8, entry.Allowed);
        json.WriteBoolean("require_approval"u8, entry.RequireApproval);
        json.WriteString("reason"u8, entry.Reason);
        json.WriteString("reason_id"u8, entry.ReasonId);
        json.WriteString("policy_matched"u8, entry.Policy);
        json.WriteString("rule"u8, entry.Rule);
        json.WriteEndObject();
        json.WriteNumber("index"u8, entry.Index);
        json.WriteString("kind"u8, entry.Kind);
    }
}
