using System.CommandLine;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard wrap -- command</c>. Standard output carries protocol only.</summary>
internal static class WrapCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("command")
        {
            Description = "The server's command and its arguments, after `--`.", Arity = ArgumentArity.OneOrMore, CaptureRemainingTokens = true,
        };
        var name = new Option<string?>("--name") { Description = "What the log calls the server. Default: from the command.", HelpName = "name" };
        name.Validators.Add(static result =>
        {
            if (result.Tokens.Count == 1 && (result.Tokens[0].Value.Length == 0 || result.Tokens[0].Value.Contains('.', StringComparison.Ordinal)))
            {
                result.AddError("--name takes lower-case letters, digits and `-`");
            }
        });
        var command = new ShownCommand(
            "wrap",
            "Stand in for one stdio server in a client's configuration: the same gate, on standard input and output.",
            "policyguard wrap -- npx -y @modelcontextprotocol/server-filesystem /data",
            "policyguard wrap --policy mine.yaml --agent desktop -- uvx mcp-server-git")
        {
            words, name,
        };
        var options = new ConfigOptions(command) { HomeOnly = true, Ships = true }
            .With(command, "--policy", "policy.paths", "file|folder")
            .With(command, "--default-action", "policy.default_action", "effect")
            .With(command, "--data-dir", "data_dir", "folder")
            .With(command, "--durability", "audit.durability", "mode")
            .With(command, "--deny-as", "gateway.deny_as", "form")
            .With(command, "--agent", "identity.agent", "id");
        command.SetLongAction((parsed, ct) =>
        {
            var server = parsed.GetValue(words)!;
            var upstream = $"upstreams.{parsed.GetValue(name) ?? ServerName.Of(server)}";
            ConfigFlag[] flags = [new("wrap", $"{upstream}.command", server[0]), .. server.Length > 1 ? [new ConfigFlag("wrap", $"{upstream}.args", server[1..])] : Array.Empty<ConfigFlag>()];
            var loaded = options.Load(parsed, withoutUpstreams: true, flags);
            return loaded.Options is null ? Task.FromResult(ExitCodes.Usage) : RunAsync(loaded.Options, loaded.File, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(ProgramOptions options, string? configFile, CancellationToken ct)
    {
        if (Starting.Policies(options) is not { } policies)
        {
            return ExitCodes.Usage;
        }

        try
        {
            await using var engine = await Engine.OpenAsync(options, policies, configFile, TimeProvider.System, Starting.Log);
            if (await GivenKey.ReadAsync(engine.Services.Keys, TimeProvider.System, ct) is not { } caller)
            {
                return ExitCodes.Usage;
            }

            var upstream = options.Gateway.Upstreams.Single();
            await engine.StartedAsync($"wrapping {upstream.Name}");
            Starting.Log(Banner.OneLine(options, engine.InForce(policies), configFile));
            await WrapHost.RunAsync(options.Gateway, engine.Gate, engine.Services with { StdioCaller = caller }, TimeProvider.System, ct);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCodes.Ok;
        }
        catch (Exception fault) when (fault is StoreException or UpstreamException)
        {
            Starting.Log(fault.Message);
            return ExitCodes.Unavailable;
        }
    }
}
