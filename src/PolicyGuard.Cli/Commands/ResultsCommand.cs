using System.CommandLine;
using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard results</c>: where a person looks at results that were kept back.</summary>
internal static class ResultsCommand
{
    private const string Example = "res_7d0k2m9x4c1v8b3n";

    public static Command Create() => new("results", "Look at results that were kept back from an agent; release or discard them.")
    {
        List(),
        Show(),
        Decide("release", "Let the agent have a result: the same call, repeated, is answered with it and does not run again.", static (desk, actor, id, note, ct) => desk.ReleaseAsync(actor, id, note, ct)),
        Decide("discard", "Remove a result's content; nobody gets it.", static (desk, actor, id, note, ct) => desk.DiscardAsync(actor, id, note, ct)),
    };

    private static ShownCommand List()
    {
        var all = new Option<bool>("--all") { Description = "Released, fetched, discarded and expired ones too." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = static _ => 100 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        limit.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--limit: at least 1");
            }
        });
        var command = new ShownCommand("list", "List the results that wait for a person, newest first.", "policyguard results list") { all, limit, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var listed = await desk.Results.ListAsync(desk.Actor, parsed.GetValue(all) ? null : HeldStatus.Held, parsed.GetValue(limit), ct);
            if (listed.Value is not { } results)
            {
                return StoreCommand.Refused(listed.Refusal!);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var held in results)
                    {
                        Write(writer, held);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var held in results)
            {
                Console.Out.WriteLine(Line(held));
            }

            if (results.Count == 0)
            {
                Console.Error.WriteLine(parsed.GetValue(all) ? "no results" : "no result is kept back");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Show()
    {
        var id = Id();
        var content = new Option<bool>("--content") { Description = "Print the result itself, raw, and nothing else. It may give orders: do not hand it to a model." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("show", "Show where one result comes from and what was found in it.", $"policyguard results show {Example}", $"policyguard results show {Example} --content") { id, content, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var found = await desk.Results.FindAsync(desk.Actor, parsed.GetValue(id)!, ct);
            if (found.Value is not { } held || !parsed.GetValue(content))
            {
                return Print(found, parsed.GetValue(json));
            }

            if (desk.Results.Content(held, out var fault) is not { } bytes)
            {
                Starting.Log($"{held.Id}: {fault}");
                return ExitCodes.NotOk;
            }

            Console.Out.WriteLine(SafeText.Of(Encoding.UTF8.GetString(bytes)));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Decide(string name, string description, Func<ResultDesk, Actor, string, string?, CancellationToken, ValueTask<Outcome<HeldResult>>> decide)
    {
        var id = Id();
        var note = new Option<string?>("--note") { Description = "For the log.", HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand(name, description, $"policyguard results {name} {Example}") { id, note, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
            Print(await decide(desk.Results, desk.Actor, parsed.GetValue(id)!, parsed.GetValue(note), ct), parsed.GetValue(json)));
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "The result, as the answer to the call named it." };

    private static int Print(Outcome<HeldResult> answer, bool json)
    {
        if (answer.Value is not { } held)
        {
            return StoreCommand.Refused(answer.Refusal!);
        }

        if (json)
        {
            JsonOut.Write(writer => Write(writer, held));
            return ExitCodes.Ok;
        }

        Console.Out.WriteLine(Line(held));
        Console.Out.WriteLine($"  found      {SafeText.Of(held.Found)}");
        Console.Out.WriteLine($"  call       {SafeText.Of(held.CallId)}");
        Console.Out.WriteLine($"  flow       {SafeText.Of(held.Flow)}");
        Console.Out.WriteLine($"  bytes      {held.Bytes}, SHA-256 {held.Digest}");
        Console.Out.WriteLine($"  until      {Ledger.Ledger.Time(held.ExpiresAt)}");
        if (held.DecidedBy is { } by)
        {
            Console.Out.WriteLine($"  decided    by {SafeText.Of(by)}{(held.Note is { Length: > 0 } note ? $": {SafeText.Of(note)}" : "")}");
        }

        return ExitCodes.Ok;
    }

    private static string Line(HeldResult held) =>
        $"{held.Id}  {Spell(held.Status),-9}  {Ledger.Ledger.Time(held.CreatedAt)}  agent {SafeText.Of(held.Agent)}  {SafeText.Of(held.Target)}{(held.Upstream.Length == 0 ? "" : $" of {SafeText.Of(held.Upstream)}")}";

    private static string Spell(HeldStatus status) => status.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, HeldResult held)
    {
        json.WriteStartObject();
        json.WriteString("result_id"u8, held.Id);
        json.WriteString("status"u8, Spell(held.Status));
        json.WriteString("agent_id"u8, held.Agent);
        json.WriteString("target"u8, held.Target);
        json.WriteString("upstream"u8, held.Upstream);
        json.WriteString("found"u8, held.Found);
        json.WriteNumber("bytes"u8, held.Bytes);
        json.WriteString("sha256"u8, held.Digest);
        json.WriteString("flow"u8, held.Flow);
        json.WriteString("call_id"u8, held.CallId);
        json.WriteString("created_at"u8, Ledger.Ledger.Time(held.CreatedAt));
        json.WriteString("expires_at"u8, Ledger.Ledger.Time(held.ExpiresAt));
        if (held.DecidedBy is { } by)
        {
            json.WriteString("decided_by"u8, by);
        }

        if (held.DecidedAt is { } at)
        {
            json.WriteString("decided_at"u8, Ledger.Ledger.Time(at));
        }

        if (held.Note is { } note)
        {
            json.WriteString("note"u8, note);
        }

        json.WriteEndObject();
    }
}
