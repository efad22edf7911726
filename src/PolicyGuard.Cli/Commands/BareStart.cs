using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary>
/// A start without a command, as an earlier PolicyGuard was started: <c>policyguard --transport http --port 8000</c>, or with
/// <c>MCP_TRANSPORT_MODE</c> set. It serves, and keeps its data in <c>data</c> below the working directory as that one did.
/// </summary>
internal static class BareStart
{
    private const string Variable = "MCP_TRANSPORT_MODE";

    public static void Install(RootCommand root)
    {
        var before = root.Options.ToList();
        var options = new ConfigOptions(root) { DefaultDataFolder = "data" }
            .With(root, "--transport", "server.transport", "mode")
            .With(root, "--host", "server.host", "address")
            .With(root, "--port", "server.port", "number");
        var ours = root.Options.Except(before).ToList();
        ours.ForEach(static option => option.Hidden = true);
        root.SetAction((parsed, ct) =>
        {
            if (ours.All(option => parsed.GetResult(option) is null) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            {
                Console.Error.WriteLine("policyguard: name a command");
                Console.Error.WriteLine("Try `policyguard --help`.");
                return Task.FromResult(ExitCodes.Usage);
            }

            var loaded = options.Load(parsed);
            return loaded.Options is null || !Starting.MayUse(loaded) ? Task.FromResult(ExitCodes.Usage) : ServeCommand.RunAsync(loaded.Options, loaded.File, ct);
        });
    }
}
