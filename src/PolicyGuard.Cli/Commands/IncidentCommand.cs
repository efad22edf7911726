using System.CommandLine;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Audit;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard incident</c>: what went wrong, and what a person did about it.</summary>
internal static class IncidentCommand
{
    public static Command Create() => new("incident", "Look at incidents; acknowledge, resolve and report them.")
    {
        List(),
        Show(),
        Move("ack", "Say that you are looking at an incident.", "policyguard incident ack inc_3f9a0c1b2d4e", required: false),
        Move("resolve", "Say that an incident is done with, and how it ended. Reinstates nobody.", "policyguard incident resolve inc_3f9a0c1b2d4e --note \"prompt mended\"", required: true),
        Report(),
    };

    private static ShownCommand List()
    {
        var status = new Option<string?>("--status") { Description = $"One of {string.Join(", ", IncidentWords.Statuses)}.", HelpName = "word" };
        var severity = new Option<string?>("--severity") { Description = $"At least so bad: {string.Join(", ", IncidentWords.Severities)}.", HelpName = "word" };
        var agent = new Option<string?>("--agent") { Description = "Those about this agent.", HelpName = "id" };
        var since = new Option<string?>("--since") { Description = "Last seen not longer ago: 30m, 24h, 7d.", HelpName = "time" };
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many, 1 to 1000.", DefaultValueFactory = static _ => 100, HelpName = "number" };
        var json = Json();
        status.AcceptOnlyFromAmong([.. IncidentWords.Statuses]);
        severity.AcceptOnlyFromAmong([.. IncidentWords.Severities]);
        since.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && !TimeRange.TryParse(result.Tokens[0].Value, out _))
            {
                result.AddError($"--since takes {TimeRange.Rule}, not `{result.Tokens[0].Value}`");
            }
        });
        var command = new ShownCommand("list", "List incidents, the one last seen first.", "policyguard incident list --status open --severity high") { status, severity, agent, since, limit, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Incidents.ListAsync(
                desk.Actor,
                new IncidentQuery
                {
                    Status = IncidentWords.TryParse(parsed.GetValue(status), out IncidentStatus stands) ? stands : null,
                    AtLeast = IncidentWords.TryParse(parsed.GetValue(severity), out IncidentSeverity least) ? least : null,
                    Agent = parsed.GetValue(agent),
                    Since = TimeRange.TryParse(parsed.GetValue(since), out var back) ? TimeProvider.System.GetUtcNow() - back : null,
                    Limit = parsed.GetValue(limit),
                },
                ct);
            if (outcome.Value is not { } incidents)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var incident in incidents)
                    {
                        IncidentJson.Write(writer, incident);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var incident in incidents)
            {
                Console.Out.WriteLine(Line(incident));
            }

            if (incidents.Count == 0)
            {
                Console.Error.WriteLine("no incidents");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Show()
    {
        var (id, json) = (Id(), Json());
        var command = new ShownCommand("show", "Show one incident. Ends with 1 where there is none of that id.", "policyguard incident show inc_3f9a0c1b2d4e") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) => Print(await desk.Incidents.ShowAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Move(string name, string description, string example, bool required)
    {
        var (id, json) = (Id(), Json());
        var note = new Option<string?>("--note") { Description = "For the incident and the log.", HelpName = "text", Required = required };
        var command = new ShownCommand(name, description, example) { id, note, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) => Print(
            required
                ? await desk.Incidents.ResolveAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(note), ct)
                : await desk.Incidents.AcknowledgeAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(note), ct),
            parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Report()
    {
        var type = new Option<string>("--type") { Description = $"One of {string.Join(", ", IncidentWords.Types)}.", HelpName = "word", DefaultValueFactory = static _ => "other" };
        var severity = new Option<string>("--severity") { Description = $"One of {string.Join(", ", IncidentWords.Severities)}.", HelpName = "word", Required = true };
        var agent = new Option<string?>("--agent") { Description = "The agent that it is about.", HelpName = "id" };
        var evidence = new Option<string?>("--evidence") { Description = "A JSON object, or text.", HelpName = "json" };
        var action = new Option<string?>("--recommended-action") { Description = "What you would do about it.", HelpName = "text" };
        var keep = new Option<bool>("--no-suspend") { Description = "A critical incident suspends its agent; this one does not." };
        var description = new Argument<string>("description") { Description = "What happened." };
        var json = Json();
        var command = new ShownCommand(
            "report", "Report an incident. A critical one suspends the agent that it is about.",
            "policyguard incident report --type data_exfiltration --severity high --agent build-bot \"posted a key to a paste site\"")
        {
            description, type, severity, agent, evidence, action, keep, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Incidents.ReportAsync(
                desk.Actor,
                new IncidentReport(parsed.GetValue(type)!, parsed.GetValue(severity)!, parsed.GetValue(description)!)
                {
                    Agent = parsed.GetValue(agent),
                    Evidence = parsed.GetValue(evidence),
                    RecommendedAction = parsed.GetValue(action),
                    AutoSuspend = parsed.GetValue(keep) ? false : null,
                },
                ct);
            if (outcome.Value is not { } reported)
            {
                return ActResult.Refused(outcome);
            }

            foreach (var warning in outcome.Warnings)
            {
                Console.Error.WriteLine($"policyguard: {SafeText.Of(warning)}");
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => IncidentJson.Write(writer, reported.Incident));
            }
            else
            {
                Console.Out.WriteLine(SafeText.Of(reported.Message));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Print(Outcome<Incident> outcome, bool json)
    {
        if (outcome.Value is not { } incident)
        {
            return ActResult.Refused(outcome);
        }

        if (json)
        {
            JsonOut.Write(writer => IncidentJson.Write(writer, incident));
            return ExitCodes.Ok;
        }

        Console.Out.WriteLine(Line(incident));
        Console.Out.WriteLine($"  first      {Ledger.Ledger.Time(incident.FirstAt)}");
        Member("rule", incident.Rule);
        Member("action", incident.CallId);
        Member("reported", incident.ReportedBy);
        Member("evidence", incident.Evidence == "{}" ? null : incident.Evidence);
        Member("advice", incident.RecommendedAction);
        Member(incident.Status.Name(), incident.ChangedBy is { } by ? $"by {by} at {Ledger.Ledger.Time(incident.ChangedAt!.Value)}" : null);
        Member("note", incident.Resolution);
        return ExitCodes.Ok;
    }

    private static void Member(string name, string? value)
    {
        if (value is not null)
        {
            Console.Out.WriteLine($"  {name,-10} {SafeText.Of(value, 4000)}");
        }
    }

    private static Argument<string> Id() => new("id") { Description = "The incident." };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static string Line(Incident incident) =>
        $"{incident.Id}  {incident.Severity.Name(),-8}  {incident.Status.Name(),-12}  {Ledger.Ledger.Time(incident.LastAt)}  x{incident.Count}  {SafeText.Of(incident.Type)}  agent {SafeText.Of(incident.Agent ?? "-")}  {SafeText.Of(incident.Description, 200)}";
}
