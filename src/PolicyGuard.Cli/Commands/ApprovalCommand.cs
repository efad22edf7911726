using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Api;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard approval</c>: where a person answers what calls wait for.</summary>
internal static class ApprovalCommand
{
    public static Command Create() => new("approval", "Look at calls that wait for a human; approve or deny them.")
    {
        List(),
        Show(),
        Answer("approve", "Let one waiting call run, once; with --for, its tool in the same conversation for a while.", "policyguard approval approve apr_7d0k2m9x4c1v8b3n --note \"ticket 4711\"", true),
        Answer("deny", "Refuse a waiting call; the refusal stands for as long as the approval would have.", "policyguard approval deny apr_7d0k2m9x4c1v8b3n --note \"not on a Friday\"", false),
        Revoke(),
    };

    private static ShownCommand List()
    {
        var all = new Option<bool>("--all") { Description = "Answered, used and expired ones too." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = static _ => 100 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        limit.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit: at least 1");
            }
        });
        var command = new ShownCommand("list", "List the approvals that wait for an answer, newest first.", "policyguard approval list") { all, limit, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var listed = await desk.Approvals.ListAsync(desk.Actor, parsed.GetValue(all) ? null : ApprovalStatus.Pending, parsed.GetValue(limit), ct);
            if (listed.Value is not { } approvals)
            {
                return StoreCommand.Refused(listed.Refusal!);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var approval in approvals)
                    {
                        ApprovalJson.Write(writer, approval);
                    }

                    writer.WriteEndArray();
                });
            }
            else
            {
                foreach (var approval in approvals)
                {
                    Console.Out.WriteLine(Line(approval));
                }

                if (approvals.Count == 0)
                {
                    Console.Error.WriteLine(parsed.GetValue(all) ? "no approvals" : "nothing waits for an answer");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Show()
    {
        var id = Id();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("show", "Show one approval with the arguments of its call.", "policyguard approval show apr_7d0k2m9x4c1v8b3n") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await desk.Approvals.FindAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Answer(string name, string description, string example, bool approve)
    {
        var id = Id();
        var note = new Option<string?>("--note") { Description = "For the agent and the log.", HelpName = "text" };
        var grantFor = new Option<string?>("--for") { Description = "Approve every call of this tool in the same conversation for so long, at most 24h.", HelpName = "time" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(name, description, example) { id, note, json };
        if (approve)
        {
            command.Add(grantFor);
        }

        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            TimeSpan? time = null;
            if (approve && parsed.GetValue(grantFor) is { } text)
            {
                if (Units.Seconds(text) is not { } seconds || seconds > 86400)
                {
                    Starting.Log($"--for: `{text}` is not a time such as `15m`, at most 24h");
                    return ExitCodes.Usage;
                }

                time = TimeSpan.FromSeconds(seconds);
            }

            return Print(await desk.Approvals.AnswerAsync(desk.Actor, parsed.GetValue(id)!, approve, parsed.GetValue(note), time, ct), parsed.GetValue(json));
        });
        return command;
    }

    private static ShownCommand Revoke()
    {
        var id = Id();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("revoke", "Take a yes back that no call has used, or end a grant.", "policyguard approval revoke apr_7d0k2m9x4c1v8b3n") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await desk.Approvals.RevokeAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "The approval, as the refused call named it." };

    private static int Print(Outcome<Approval> answer, bool json)
    {
        if (answer.Refusal is { } refusal)
        {
            return StoreCommand.Refused(refusal);
        }

        if (json)
        {
            JsonOut.Write(writer => ApprovalJson.Write(writer, answer.Value!));
            return ExitCodes.Ok;
        }

        var approval = answer.Value!;
        Console.Out.WriteLine(Line(approval));
        Console.Out.WriteLine($"  why        {SafeText.Of(approval.Reason)}");
        Console.Out.WriteLine($"  arguments  {SafeText.Of(approval.ArgumentsJson, 4000)}");
        Console.Out.WriteLine($"  flow       {SafeText.Of(approval.Flow)}");
        Console.Out.WriteLine($"  until      {Ledger.Ledger.Time(approval.ExpiresAt)}");
        if (approval.AnsweredBy is { } by)
        {
            Console.Out.WriteLine($"  answered   by {SafeText.Of(by)}{(approval.Note is { Length: > 0 } note ? $": {SafeText.Of(note)}" : "")}");
        }

        return ExitCodes.Ok;
    }

    private static string Line(Approval approval) =>
        $"{approval.Id}  {ApprovalJson.Spell(approval.Status),-8}  {Ledger.Ledger.Time(approval.CreatedAt)}  agent {SafeText.Of(approval.Agent)}  {SafeText.Of(approval.Target)}";
}
