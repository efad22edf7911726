using System.CommandLine;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard key</c>: API keys, by which agents and programs prove who they are.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Make, list and revoke API keys. As soon as there is one, the gateway lets nobody in without.")
    {
        New(),
        List(),
        Revoke(),
    };

    private static ShownCommand New()
    {
        var role = new Option<string>("--role") { Description = "agent (makes calls), auditor (reads), approver (reads, answers approvals) or admin.", HelpName = "role", Required = true };
        role.CompletionSources.Add([.. Roles.Names]);
        var agent = new Option<string?>("--agent") { Description = "The agent that the key proves; no message can name another.", HelpName = "id" };
        var maxTrust = new Option<string?>("--max-trust") { Description = "The most trust that its calls have: low, medium, high or admin.", HelpName = "level" };
        maxTrust.CompletionSources.Add([.. TrustLevels.Names]);
        var upstream = new Option<string[]>("--upstream") { Description = "A tool server that it reaches; may be repeated. Default: all.", HelpName = "name" };
        var expires = new Option<string?>("--expires") { Description = "How long it is good, such as 90d or 12h. Default: until it is revoked.", HelpName = "time" };
        var note = new Option<string?>("--note") { Description = "What it is for.", HelpName = "text" };
        var json = new Option<bool>("--json") { Description = "Print JSON, with the key in it." };
        var command = new ShownCommand(
            "create",
            "Make a key. It is printed once, alone on standard output, and kept as a hash only.",
            "policyguard key create --role agent --agent deploy-bot --expires 90d --note \"CI\"",
            "policyguard key create --role admin > admin.key")
        {
            role, agent, maxTrust, upstream, expires, note, json,
        };
        StoreCommand.SetAction(command, existingOnly: false, async (parsed, desk, ct) =>
        {
            TimeSpan? lifetime = null;
            if (parsed.GetValue(expires) is { } text)
            {
                if (Units.Seconds(text) is not ({ } seconds and < 1e9))
                {
                    Starting.Log($"--expires: `{text}` is not a time such as 90d or 12h");
                    return ExitCodes.Usage;
                }

                lifetime = TimeSpan.FromSeconds(seconds);
            }

            var outcome = await desk.Keys.CreateAsync(
                desk.Actor,
                new KeyRequest(parsed.GetValue(role)!)
                {
                    Agent = parsed.GetValue(agent), MaxTrust = parsed.GetValue(maxTrust), Upstreams = parsed.GetValue(upstream) ?? [], Lifetime = lifetime, Note = parsed.GetValue(note),
                },
                ct);
            if (outcome.Value is not { } made)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, made.Key, made.Token));
            }
            else
            {
                Console.Out.WriteLine(made.Token);
            }

            Console.Error.WriteLine($"policyguard: {made.Key.Id}, role {made.Key.Role}{(made.Key.Agent is { } bound ? $", agent {SafeText.Of(bound)}" : "")}"
                + $"{(made.Key.ExpiresAt is { } end ? $", until {Ledger.Ledger.Time(end)}" : "")}; the key is not shown again");
            ActResult.Warn(outcome.Warnings);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand List()
    {
        var all = new Option<bool>("--all") { Description = "Revoked and expired ones too." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("list", "List the keys, newest first; never their secrets.", "policyguard key list --all") { all, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Keys.ListAsync(desk.Actor, ct);
            if (outcome.Value is not { } every)
            {
                return ActResult.Refused(outcome);
            }

            var now = TimeProvider.System.GetUtcNow();
            var keys = parsed.GetValue(all) ? every : [.. every.Where(key => key.IsLive(now))];
            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer =>
                {
                    writer.WriteStartArray();
                    foreach (var key in keys)
                    {
                        Write(writer, key, null);
                    }

                    writer.WriteEndArray();
                });
                return ExitCodes.Ok;
            }

            foreach (var key in keys)
            {
                Console.Out.WriteLine(Line(key, now));
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ShownCommand Revoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id, key_…, as `key list` shows it." };
        var last = new Option<bool>("--last") { Description = "Also where it is the last one: then everybody on this machine may call without." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new ShownCommand("revoke", "Revoke a key, for good: its next request is refused, in every process.", "policyguard key revoke key_7d0k2m9x4c1v8b3n") { id, last, json };
        StoreCommand.SetAction(command, existingOnly: true, async (parsed, desk, ct) =>
        {
            var outcome = await desk.Keys.RevokeAsync(desk.Actor, parsed.GetValue(id)!, parsed.GetValue(last), ct);
            if (outcome.Value is not { } key)
            {
                return ActResult.Refused(outcome);
            }

            if (parsed.GetValue(json))
            {
                JsonOut.Write(writer => Write(writer, key, null));
            }
            else
            {
                Console.Out.WriteLine(Line(key, TimeProvider.System.GetUtcNow()));
            }

            ActResult.Warn(outcome.Warnings);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Line(ApiKey key, DateTimeOffset now) =>
        $"{State(key, now),-7}  {key.Id}  {key.Role,-8}  {(key.Agent is { } agent ? $"agent {SafeText.Of(agent)}  " : "")}{(key.MaxTrust is { } trust ? $"at most {trust.Name()}  " : "")}"
        + $"{(key.Upstreams.Length > 0 ? $"reaches {SafeText.Of(string.Join(", ", key.Upstreams))}  " : "")}made {Ledger.Ledger.Time(key.CreatedAt)} by {SafeText.Of(key.CreatedBy)}"
        + $"{(key.ExpiresAt is { } end ? $"  until {Ledger.Ledger.Time(end)}" : "")}  {(key.LastUsedAt is { } used ? $"used {Ledger.Ledger.Time(used)}" : "never used")}"
        + $"{(key.Note.Length > 0 ? $"  {SafeText.Of(key.Note)}" : "")}";

    private static string State(ApiKey key, DateTimeOffset now) => key.RevokedAt is not null ? "revoked" : key.IsLive(now) ? "live" : "expired";

    private static void Write(Utf8JsonWriter json, ApiKey key, string? token)
    {
        json.WriteStartObject();
        json.WriteString("key_id", key.Id);
        Optional(json, "key", token);
        json.WriteString("status", State(key, TimeProvider.System.GetUtcNow()));
        json.WriteString("role", key.Role);
        Optional(json, "agent_id", key.Agent);
        Optional(json, "max_trust", key.MaxTrust?.Name());
        json.WriteStartArray("upstreams");
        foreach (var upstream in key.Upstreams)
        {
            json.WriteStringValue(upstream);
        }

        json.WriteEndArray();
        json.WriteString("note", key.Note);
        json.WriteString("created_at", Ledger.Ledger.Time(key.CreatedAt));
        json.WriteString("created_by", key.CreatedBy);
        Optional(json, "expires_at", Time(key.ExpiresAt));
        Optional(json, "revoked_at", Time(key.RevokedAt));
        Optional(json, "revoked_by", key.RevokedBy);
        Optional(json, "last_used_at", Time(key.LastUsedAt));
        json.WriteEndObject();
    }

    private static string? Time(DateTimeOffset? at) => at is { } moment ? Ledger.Ledger.Time(moment) : null;

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
