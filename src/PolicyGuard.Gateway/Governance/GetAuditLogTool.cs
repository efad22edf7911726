using PolicyGuard.Governance;
using PolicyGuard.Governance.Audit;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>get_audit_log</c>.</summary>
internal sealed class GetAuditLogTool(AuditSearch search) : IGovernanceTool
{
    private static readonly string[] Statuses = ["allowed", "denied"];

    public string Name => "get_audit_log";

    public bool Asks => true;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var usual = new AuditQuery();
        var query = usual with
        {
            AgentId = arguments.Optional("agent_id", 256),
            ActionType = arguments.Optional("action_type", 100),
            TimeRange = arguments.Optional("time_range", 100) ?? usual.TimeRange,
            Status = arguments.Choice("status", Statuses),
            IncludeAllowed = arguments.Flag("include_allowed", true),
            Limit = arguments.Integer("limit", usual.Limit, 1, AuditSearch.MostEntries),
        };
        IReadOnlyList<string> faults = [.. arguments.Faults(), .. AuditSearch.Faults(query)];
        if (faults.Count > 0)
        {
            return ToolAnswer.Invalid(Name, faults);
        }

        var outcome = await search.FindAsync(call.Actor, query, ct).ConfigureAwait(false);
        return outcome.Value is { } page ? ToolAnswer.Of(json => AuditJson.WriteMembers(json, page)) : ToolAnswer.Refused(outcome.Refusal!);
    }
}
