using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance.Audit;
using PolicyGuard.Governance.Compliance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Rules;

namespace PolicyGuard.Governance;

/// <summary>Tells the state of governance. No method throws for what a request or a store does.</summary>
/// <param name="services">What it stands on.</param>
/// <param name="rules">What decides in this process.</param>
public sealed class ComplianceDesk(GovernanceServices services, RulesInForce rules)
{
    private const int Offenders = 5;
    private const int Recent = 10;
    private readonly Bureau _bureau = new(services);
    private readonly ReadTrace _trace = new(services);

    /// <summary>The state at this moment. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<ComplianceStatus>> StatusAsync(Actor actor, ComplianceRequest request, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at compliance", "*", async () =>
        {
            if (!TimeRange.TryParse(request.TimeRange, out var span))
            {
                return Outcome.Invalid<ComplianceStatus>([$"time_range: `{AgentCheck.Short(request.TimeRange)}` is not {TimeRange.Rule}"]);
            }

            var now = services.Clock.GetUtcNow();
            var status = await StatusAsync(request, now, now - span, Offenders, ct).ConfigureAwait(false);
            await _trace.NoteAsync(actor, "the state of compliance").ConfigureAwait(false);
            return Outcome.Done(status);
        }, ct);

    private async ValueTask<ComplianceStatus> StatusAsync(ComplianceRequest request, DateTimeOffset now, DateTimeOffset since, int offenders, CancellationToken ct)
    {
        var metrics = ActionMetrics.Of(await services.Index.TallyAsync(since, null, ct).ConfigureAwait(false), offenders);
        var unresolved = await services.Incidents.TallyAsync(null, ct).ConfigureAwait(false);
        var recent = await services.Incidents.TallyAsync(since, ct).ConfigureAwait(false);
        var agents = Summary(await services.Agents.ListAsync(ct).ConfigureAwait(false));
        var policies = Summary(await rules.StandingAsync(ct).ConfigureAwait(false));
        var (critical, high) = (Open(unresolved, IncidentSeverity.Critical), Open(unresolved, IncidentSeverity.High));
        var all = unresolved.Sum(static tally => tally.Count);
        var (status, message) = Counsel.Judge(metrics, critical, high);
        return new ComplianceStatus
        {
            Status = status,
            StatusMessage = message,
            TimeRange = request.TimeRange,
            GeneratedAt = now,
            Score = ComplianceScore.Of(metrics, unresolved, recent, agents.Suspended, policies),
            Metrics = metrics,
            Recommendations = Counsel.Recommend(metrics, critical, high, all, agents, policies),
            Incidents = request.IncludeIncidents
                ? Summary(recent, await services.Incidents.ListAsync(new IncidentQuery { Since = since, Limit = Recent }, ct).ConfigureAwait(false))
                : null,
            UnresolvedIncidents = all,
            Policies = policies,
            TellsPolicies = request.IncludePolicySummary,
            Agents = agents,
        };
    }

    private static long Open(IReadOnlyList<IncidentTally> tallies, IncidentSeverity severity) =>
        tallies.Where(tally => tally.Severity == severity && tally.Status == IncidentStatus.Open).Sum(static tally => tally.Count);

    private static IncidentSummary Summary(IReadOnlyList<IncidentTally> tallies, IReadOnlyList<Incident> recent) => new(
        tallies.Sum(static tally => tally.Count),
        [.. Enum.GetValues<IncidentSeverity>().Select(severity => tallies.Where(tally => tally.Severity == severity).Sum(static tally => tally.Count))],
        recent);

    private static AgentSummary Summary(IReadOnlyList<Agent> agents) => new(
        agents.Count,
        agents.Count(static agent => agent.Status == AgentStatus.Suspended),
        [.. Enum.GetValues<TrustLevel>().Select(level => (long)agents.Count(agent => agent.Trust == level))]);

    private static PolicySummary Summary(Standing standing) => new(
    [
        .. standing.Files.Select(static file => Line(file.Name, file.Name, file.Enabled, file)),
        .. standing.Stored.Select(static one => Line(one.Stored.Id, Name(one.Stored), one.Stored.Enabled, one.Document)),
    ]);

    private static PolicyLine Line(string id, string name, bool enabled, PolicyDocument? document) => new(
        id, name, enabled, document?.Rules.Count ?? 0,
        document is not null && (document.Default > Effect.Warn || document.Rules.Any(static rule => rule is { Enabled: true, Effect: > Effect.Warn })));

    private static string Name(StoredPolicy policy)
    {
        try
        {
            using var json = JsonDocument.Parse(policy.Json);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("name"u8, out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : policy.Id;
        }
        catch (JsonException)
        {
            return policy.Id;
        }
    }
}
