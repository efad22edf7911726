using PolicyGuard.Governance;
using PolicyGuard.Governance.Audit;
using PolicyGuard.Governance.Compliance;

namespace PolicyGuard.Gateway.Governance;

/// <summary><c>get_compliance_status</c>: the fields of both forms that it has had.</summary>
internal sealed class GetComplianceStatusTool(ComplianceDesk desk) : IGovernanceTool
{
    public string Name => "get_compliance_status";

    public bool Asks => true;

    public async ValueTask<ToolAnswer> CallAsync(GovernanceCall call, CancellationToken ct)
    {
        var arguments = call.Arguments;
        var usual = new ComplianceRequest();
        var request = usual with
        {
            TimeRange = arguments.Optional("time_range", 100) ?? usual.TimeRange,
            IncludeIncidents = arguments.Flag("include_incidents", true),
            IncludePolicySummary = arguments.Flag("include_policy_summary", true),
        };
        if (!TimeRange.TryParse(request.TimeRange, out _))
        {
            arguments.Fault($"time_range: has to be {TimeRange.Rule}");
        }

        if (arguments.Faults() is { Count: > 0 } faults)
        {
            return ToolAnswer.Invalid(Name, faults);
        }

        var outcome = await desk.StatusAsync(call.Actor, request, ct).ConfigureAwait(false);
        return outcome.Value is { } status ? ToolAnswer.Of(json => ComplianceJson.WriteMembers(json, status)) : ToolAnswer.Refused(outcome.Refusal!);
    }
}
