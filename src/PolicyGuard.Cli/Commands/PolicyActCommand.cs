using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard policy enable</c>, <c>disable</c>, <c>rollback</c>: acts on one policy made at run time.</summary>
internal static class PolicyActCommand
{
    public static Command Enable()
    {
        var id = PolicyCommand.Id();
        var json = Json();
        var command = new ShownCommand("enable", "Put a disabled policy in force again, in every process on the data folder, at its next call.", "policyguard policy enable prod-safety") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, (parsed, desk, ct) =>
            RunAsync(desk, parsed.GetValue(json), policies => policies.EnableAsync(desk.Actor, parsed.GetValue(id)!, ct), ct));
        return command;
    }

    public static Command Disable()
    {
        var id = PolicyCommand.Id();
        var json = Json();
        var command = new ShownCommand("disable", "Take a policy made at run time out of force. Its versions stay.", "policyguard policy disable prod-safety") { id, json };

        // Whatever else is broken, taking something out of force has to go.
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await (await desk.PoliciesAsync([], ct)).DisableAsync(desk.Actor, parsed.GetValue(id)!, ct), parsed.GetValue(json)));
        return command;
    }

    public static Command Rollback()
    {
        var id = PolicyCommand.Id();
        var version = new Argument<long>("version") { Description = "The version to go back to, as `policy history` shows it." };
        var json = Json();
        var command = new ShownCommand("rollback", "Make an earlier version of a policy the newest one, as it was then, enabled or not.", "policyguard policy rollback prod-safety 1") { id, version, json };
        StoreCommand.SetAction(command, existingOnly: true, (parsed, desk, ct) =>
            RunAsync(desk, parsed.GetValue(json), policies => policies.RollbackAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(version), ct), ct));
        return command;
    }

    /// <summary>Does something that is judged together with the policies of files.</summary>
    public static async Task<int> RunAsync(OperatorDesk desk, bool json, Func<PolicyDesk, ValueTask<Outcome<PolicyChange>>> act, CancellationToken ct) =>
        Files(desk) is { } files ? Print(await act(await desk.PoliciesAsync(files, ct)), json) : ExitCodes.Usage;

    /// <summary>The policies of files; null, their faults told, where they cannot be read.</summary>
    public static IReadOnlyList<PolicyDocument>? Files(OperatorDesk desk)
    {
        var policies = Policies.Load(desk.Policy.Paths, desk.Policy.DefaultAction);
        foreach (var fault in policies.Diagnostics.Where(static fault => fault.Severity == Severity.Error))
        {
            Console.Error.WriteLine(SafeText.Of(fault.ToString()));
        }

        return policies.Rules is null ? null : policies.Result.Documents;
    }

    /// <summary>Tells what came of an act.</summary>
    public static int Print(Outcome<PolicyChange> outcome, bool json)
    {
        foreach (var warning in outcome.Warnings)
        {
            Console.Error.WriteLine(SafeText.Of(warning));
        }

        if (outcome.Refusal is { } refusal)
        {
            Starting.Log($"{refusal.Message} ({refusal.Reason})");
            return ExitCodes.NotOk;
        }

        var change = outcome.Value!;
        if (json)
        {
            JsonOut.Write(writer => Write(writer, change));
        }
        else
        {
            Console.Out.WriteLine(SafeText.Of(change.Message));
        }

        return ExitCodes.Ok;
    }

    /// <summary>One act as JSON.</summary>
    public static void Write(Utf8JsonWriter writer, PolicyChange change)
    {
        writer.WriteStartObject();
        PolicyJson.Facts(writer, change.Stored);
        writer.WriteNumber("rules", change.Rules);
        writer.WriteBoolean("created", change.Created);
        writer.WriteBoolean("unchanged", change.Unchanged);
        writer.WriteString("message", change.Message);
        writer.WriteEndObject();
    }

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };
}
