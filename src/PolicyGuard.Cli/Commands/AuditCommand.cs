using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit</c>.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Read the audit log, count it, and take it elsewhere.")
    {
        AuditQueryCommand.Create("query", hidden: false), AuditTailCommand.Create(), AuditShowCommand.Create(), AuditSearchCommand.Create(), AuditStatsCommand.Create(),
        AuditExportCommand.Create(),
    };
}
