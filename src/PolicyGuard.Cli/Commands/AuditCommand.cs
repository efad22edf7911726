using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit</c>.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Read the audit log.") { AuditQueryCommand.Create("query", hidden: false), AuditSearchCommand.Create() };
}
