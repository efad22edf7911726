using System.CommandLine;

namespace PolicyGuard.Cli.Commands;

/// <summary><c>policyguard audit</c>.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Read the audit log, take it elsewhere, and prove that nobody changed it.")
    {
        AuditQueryCommand.Create("query", hidden: false), AuditTailCommand.Create(), AuditShowCommand.Create(), AuditSearchCommand.Create(), AuditStatsCommand.Create(),
        AuditExportCommand.Create(), AuditVerifyCommand.Create("verify", hidden: false), AuditProveCommand.Create(), AuditCheckpointCommand.Create(), AuditPruneCommand.Create(),
        AuditKeyCommand.Create(),
    };
}
