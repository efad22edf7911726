using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary>The options of <c>serve</c>; <c>config show</c> takes the same, so that it can show what they would do.</summary>
internal static class ServeOptions
{
    public static ConfigOptions AddTo(Command command) => new ConfigOptions(command)
        .WithUpstreams(command)
        .With(command, "--transport", "server.transport", "mode")
        .With(command, "--host", "server.host", "address")
        .With(command, "--port", "server.port", "number")
        .With(command, "--policy", "policy.paths", "file|folder")
        .With(command, "--default-action", "policy.default_action", "effect")
        .With(command, "--data-dir", "data_dir", "folder")
        .With(command, "--durability", "audit.durability", "mode")
        .With(command, "--deny-as", "gateway.deny_as", "form")
        .With(command, "--agent", "identity.agent", "id")
        .With(command, "--log-level", "observability.log_level", "level");
}
