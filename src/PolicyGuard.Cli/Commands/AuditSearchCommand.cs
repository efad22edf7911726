using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance.Audit;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit search</c>: what <c>get_audit_log</c> answers, at the terminal.</summary>
internal static class AuditSearchCommand
{
    public static Command Create()
    {
        var usual = new AuditQuery();
        var agent = new Option<string?>("--agent") { Description = "Entries of this agent.", HelpName = "id" };
        var type = new Option<string?>("--action-type") { Description = "For example tool_call, agent_registration, policy_management, incident_report.", HelpName = "type" };
        var status = new Option<string?>("--status") { Description = "allowed or denied.", HelpName = "word" };
        var since = new Option<string>("--since") { Description = "How far back: 30m, 24h, 7d, or all.", HelpName = "time", DefaultValueFactory = _ => usual.TimeRange };
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many, 1 to 1000.", HelpName = "number", DefaultValueFactory = _ => usual.Limit };
        var json = new Option<bool>("--json") { Description = "Print JSON in the form of get_audit_log." };
        var command = new ShownCommand(
            "search", "Find actions and administrative acts in the audit log, the newest first, and count them all.", "policyguard audit search --status denied --since 7d")
        {
            agent, type, status, since, limit, json,
        };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Audit.FindAsync(
                desk.Actor,
                usual with
                {
                    AgentId = parsed.GetValue(agent), ActionType = parsed.GetValue(type), Status = parsed.GetValue(status), TimeRange = parsed.GetValue(since)!, Limit = parsed.GetValue(limit),
                },
                ct);
            if (outcome.Value is not { } page)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartObject();
                    AuditJson.WriteMembers(writer, page);
                    writer.WriteEndObject();
                });
                return ExitCodes.Ok;
            }

            foreach (var entry in page.Entries)
            {
                Console.Out.WriteLine(
                    $"{entry.Timestamp}  {(entry.Allowed ? "allowed" : entry.RequireApproval ? "waits  " : "denied ")}  {SafeText.Of(entry.Type, 40)}  {SafeText.Of(entry.AgentId, 60)}  {SafeText.Of(entry.Target, 80)}  {entry.ReasonId}  {SafeText.Of(entry.Reason, 200)}");
            }

            Console.Error.WriteLine($"{page.Entries.Count} of {page.Total}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
