using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard config</c>.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "Show the configuration, and say which one is trusted.")
    {
        ConfigShowCommand.Create("show", hidden: false),
        ConfigKeysCommand.Create(),
        ConfigTrustCommand.Create(),
    };
}
