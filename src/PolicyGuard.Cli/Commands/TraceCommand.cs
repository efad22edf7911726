using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard trace</c>: executed calls and their envelopes.</summary>
internal static class TraceCommand
{
    public static Command Create() => new("trace", "Look at executed calls, and export what proves them.")
    {
        TraceListCommand.Create("list", hidden: false), TraceShowCommand.Create(), TraceExportCommand.Create("export", hidden: false),
    };
}
