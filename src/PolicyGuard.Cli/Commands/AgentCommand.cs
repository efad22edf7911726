using System.CommandLine;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Api;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard agent</c>: who is who, and what each may do.</summary>
internal static class AgentCommand
{
    public static Command Create() => new("agent", "Look at agents; register, change, suspend and reinstate them.")
    {
        List(),
        Show(),
        Register(),
        Suspend(),
        Reinstate(),
        History(),
    };

    private static ShownCommand List()
    {
        var suspended = new Option<bool>("--suspended") { Description = "Only suspended agents." };
        var json = Json();
        var command = new ShownCommand("list", "List the agents that were registered or seen.", "policyguard agent list --suspended") { suspended, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Agents.ListAsync(desk.Actor, ct);
            if (outcome.Value is not { } all)
            {
                return ActResult.Refused(outcome);
            }

            var agents = parsed.GetValue(suspended) ? [.. all.Where(static agent => agent.Status == AgentStatus.Suspended)] : all;
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var agent in agents)
                    {
                        AgentJson.Write(writer, agent);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var agent in agents)
            {
                Console.Out.WriteLine(Line(agent));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Show()
    {
        var (id, json) = (Id(), Json());
        var command = new ShownCommand("show", "Show one agent. Ends with 1 where there is none of that id.", "policyguard agent show deploy-bot") { id, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Agents.ShowAsync(desk.Actor, parsed.GetValue(id)!, ct);
            if (outcome.Value is not { } agent)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => AgentJson.Write(writer, agent));
            }
            else
            {
                Print(agent);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Register()
    {
        var (id, json) = (Id(), Json());
        var name = new Option<string?>("--name") { Description = "A name for people. Default: the id.", HelpName = "text" };
        var description = new Option<string?>("--description") { Description = "What the agent is for.", HelpName = "text" };
        var trust = new Option<string?>("--trust") { Description = "low, medium, high or admin. Default for a new agent: medium.", HelpName = "level" };
        trust.CompletionSources.Add([.. TrustLevels.Names]);
        var allow = new Option<string[]>("--allow") { Description = "Glob of tools that it may call; may be repeated, and replaces the list.", HelpName = "glob" };
        var allowAll = new Option<bool>("--allow-all") { Description = "Empties the list of allowed tools: no restriction." };
        var deny = new Option<string[]>("--deny") { Description = "Glob of tools that it may never call; may be repeated, and replaces the list.", HelpName = "glob" };
        var denyNone = new Option<bool>("--deny-none") { Description = "Empties the list of denied tools." };
        var metadata = new Option<string?>("--metadata") { Description = "A JSON object.", HelpName = "json" };
        var note = Note("--note");
        var command = new ShownCommand(
            "register",
            "Register an agent, or change one: what is not named stays as it is. A suspension stays too.",
            "policyguard agent register deploy-bot --trust high --allow \"deploy_*\" --allow \"read_*\" --deny \"*_production\"",
            "policyguard agent register deploy-bot --trust low --note \"ticket 4711\"")
        {
            id, name, description, trust, allow, allowAll, deny, denyNone, metadata, note, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) => Print(
            await desk.Agents.RegisterAsync(
                desk.Actor,
                new AgentRegistration(parsed.GetValue(id)!)
                {
                    Name = parsed.GetValue(name),
                    Description = parsed.GetValue(description),
                    Trust = parsed.GetValue(trust),
                    AllowedTools = Patterns(parsed, allow, allowAll),
                    DeniedTools = Patterns(parsed, deny, denyNone),
                    Metadata = parsed.GetValue(metadata),
                    Note = parsed.GetValue(note),
                },
                ct),
            parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Suspend()
    {
        var (id, json, reason) = (Id(), Json(), Note("--reason"));
        var command = new ShownCommand("suspend", "Suspend an agent: from its next call on it can do nothing.", "policyguard agent suspend deploy-bot --reason \"leaked a key\"") { id, reason, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await desk.Agents.SuspendAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(reason), ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand Reinstate()
    {
        var (id, json, note) = (Id(), Json(), Note("--note"));
        var command = new ShownCommand("reinstate", "Lift an agent's suspension.", "policyguard agent reinstate deploy-bot --note \"key rotated\"") { id, note, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await desk.Agents.ReinstateAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(note), ct), parsed.GetValue(json)));
        return command;
    }

    private static ShownCommand History()
    {
        var (id, json) = (Id(), Json());
        var limit = new Option<int>("--limit") { Description = "At most so many versions, 1 to 1000.", DefaultValueFactory = static _ => 100 };
        var command = new ShownCommand("history", "Say who changed what about an agent, and when, newest first.", "policyguard agent history deploy-bot") { id, limit, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Agents.HistoryAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(limit), ct);
            if (outcome.Value is not { } versions)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var version in versions)
                    {
                        AgentJson.Write(writer, version);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var version in versions)
            {
                Console.Out.WriteLine($"{version.Version,4}  {Ledger.Ledger.Time(version.At)}  {SafeText.Of(version.By.Length > 0 ? version.By : "unknown")}{(version.Note is { } why ? $"  {SafeText.Of(why)}" : "")}");
                Changes(version.Changes);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Print(Outcome<AgentRegistered> outcome, bool json)
    {
        if (outcome.Value is not { } done)
        {
            return ActResult.Refused(outcome);
        }

        if (json)
        {
            JsonOut.Write(writer => AgentJson.Write(writer, done, outcome.Warnings));
            return ExitCodes.Ok;
        }

        Console.Out.WriteLine(Line(done.Agent));
        Changes(done.Changes);
        if (done.Changes.Count == 0)
        {
            Console.Error.WriteLine("policyguard: it already was so");
        }

        ActResult.Warn(outcome.Warnings);
        return ExitCodes.Ok;
    }

    private static void Print(Agent agent)
    {
        Console.Out.WriteLine(Line(agent));
        Console.Out.WriteLine($"  name         {SafeText.Of(agent.Name)}");
        Console.Out.WriteLine($"  description  {SafeText.Of(agent.Description)}");
        Console.Out.WriteLine($"  allowed      {(agent.AllowedTools.IsEmpty ? "no restriction" : SafeText.Of(string.Join(", ", agent.AllowedTools)))}");
        Console.Out.WriteLine($"  denied       {(agent.DeniedTools.IsEmpty ? "none" : SafeText.Of(string.Join(", ", agent.DeniedTools)))}");
        if (agent.Status == AgentStatus.Suspended)
        {
            Console.Out.WriteLine($"  suspended    {(agent.SuspendedAt is { } at ? Ledger.Ledger.Time(at) : "")}  {SafeText.Of(agent.SuspensionReason ?? "")}");
        }

        Console.Out.WriteLine($"  registered   {Ledger.Ledger.Time(agent.RegisteredAt)}{(agent.AutoRegistered ? ", by its first call" : "")}");
        Console.Out.WriteLine($"  changed      {Ledger.Ledger.Time(agent.UpdatedAt)}  {SafeText.Of(agent.UpdatedBy)}");
        Console.Out.WriteLine($"  metadata     {SafeText.Of(agent.Metadata, 4000)}");
    }

    private static void Changes(IReadOnlyList<AgentChange> changes)
    {
        foreach (var change in changes)
        {
            Console.Out.WriteLine($"      {change.Member}: {(change.From is { } from ? $"{SafeText.Of(from, 400)} -> " : "")}{SafeText.Of(change.To, 400)}{(change.Loosens ? "  (looser)" : "")}");
        }
    }

    private static IReadOnlyList<string>? Patterns(ParseResult parsed, Option<string[]> some, Option<bool> none) =>
        parsed.GetResult(some) is not null ? parsed.GetValue(some) : parsed.GetValue(none) ? [] : null;

    private static string Line(Agent agent) =>
        $"{AgentJson.Spell(agent.Status),-9}  {agent.Trust.Name(),-6}  {SafeText.Of(agent.Id)}{(agent.AutoRegistered ? "  (seen, not registered)" : "")}";

    private static Argument<string> Id() => new("id") { Description = "The agent's id." };

    private static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    private static Option<string?> Note(string name) => new(name) { Description = "Why; for the history and the log.", HelpName = "text" };
}
