using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>report_incident</c>.</summary>
internal sealed class ReportIncidentTool(IncidentDesk desk) : IGovernanceTool
{
    public string Name => "report_incident";

    public bool Asks => false;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var report = new IncidentReport(
            arguments.Required("incident_type", 100),
            arguments.Choice("severity", IncidentWords.Severities, required: true) ?? "",
            arguments.Required("description", 4096))
        {
            Agent = arguments.Optional("agent_id", 256),
            Evidence = arguments.Loose("evidence"),
            RecommendedAction = arguments.Optional("recommended_action", 4096),
            AutoSuspend = arguments.Has("auto_suspend") ? arguments.Flag("auto_suspend", true) : null,
        };
        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return Invalid(faults);
        }

        var outcome = await desk.ReportAsync(call.Actor, report, ct).ConfigureAwait(false);
        return outcome.Value is { } reported ? ToolAnswer.Of(json => Write(json, reported, outcome.Warnings))
            : outcome.Errors.Count > 0 ? Invalid(outcome.Errors)
            : ToolAnswer.Refused(outcome.Refusal!, json => WriteRefusal(json, outcome.Refusal!.Message, outcome.Refusal.Reason, []));
    }

    private ToolAnswer Invalid(IReadOnlyList<string> faults) =>
        ToolAnswer.Invalid(Name, faults, (json, message) => WriteRefusal(json, message, Reasons.ActInvalid, faults));

    private static void Write(Utf8JsonWriter json, IncidentReported reported, IReadOnlyList<string> warnings)
    {
        json.WriteString("incident_id"u8, reported.Incident.Id);
        json.WriteBoolean("success"u8, true);
        json.WriteString("message"u8, reported.Message);
        json.WriteBoolean("agent_suspended"u8, reported.AgentSuspended);
        json.WriteString("severity"u8, reported.Incident.Severity.Name());
        json.WriteString("type"u8, reported.Incident.Type);
        GovernanceTools.WriteTexts(json, "warnings", warnings);
    }

    private static void WriteRefusal(Utf8JsonWriter json, string message, string reason, IReadOnlyList<string> errors)
    {
        json.WriteBoolean("success"u8, false);
        json.WriteString("message"u8, message);
        json.WriteBoolean("agent_suspended"u8, false);
        GovernanceTools.WriteTexts(json, "errors", errors);
        json.WriteString("reason_id"u8, reason);
    }
}
