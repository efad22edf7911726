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
    private const int ReportedOffenders = 10;
    private const int TrendParts = 24;
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

    /// <summary>Everything for a report. Takes <see cref="Rights.Read"/>.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="timeRange">How far back: a whole number and <c>m</c>, <c>h</c> or <c>d</c>.</param>
    /// <param name="framework">The list to which coverage refers; see <see cref="Framework.All"/>.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<ComplianceReport>> ReportAsync(Actor actor, string timeRange, string framework, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "report on compliance", "*", async () =>
        {
            var faults = new List<string>();
            if (!TimeRange.TryParse(timeRange, out var span))
            {
                faults.Add($"time_range: `{AgentCheck.Short(timeRange)}` is not {TimeRange.Rule}");
            }

            var list = Framework.Find(framework);
            if (list is null)
            {
                faults.Add($"framework: `{AgentCheck.Short(framework)}` is none of {string.Join(", ", Framework.All.Select(static one => one.Name))}");
            }

            if (faults.Count > 0)
            {
                return Outcome.Invalid<ComplianceReport>(faults);
            }

            var now = services.Clock.GetUtcNow();
            var standing = await rules.StandingAsync(ct).ConfigureAwait(false);
            var report = new ComplianceReport
            {
                Status = await StatusAsync(new ComplianceRequest { TimeRange = timeRange }, now, now - span, ReportedOffenders, ct).ConfigureAwait(false),
                Since = now - span,
                Trend = await TrendAsync(now - span, span / TrendParts, ct).ConfigureAwait(false),
                Incidents = await IncidentsAsync(now - span, ct).ConfigureAwait(false),
                Framework = list!,
                Coverage = CoverageFinder.Of(list!, standing.Documents, standing.Rules),
            };
            await _trace.NoteAsync(actor, "the state of compliance").ConfigureAwait(false);
            return Outcome.Done(report);
        }, ct);

    private async ValueTask<IReadOnlyList<TrendPart>> TrendAsync(DateTimeOffset since, TimeSpan part, CancellationToken ct)
    {
        var trend = new List<TrendPart>(TrendParts);
        for (var i = 0; i < TrendParts; i++)
        {
            var from = since + (part * i);
            var metrics = ActionMetrics.Of(await services.Index.TallyAsync(from, i == TrendParts - 1 ? null : from + part, ct).ConfigureAwait(false), offenders: 0);
            trend.Add(new TrendPart(from, metrics.Allowed, metrics.Denied));
        }

        return trend;
    }

    private async ValueTask<IReadOnlyList<Incident>> IncidentsAsync(DateTimeOffset since, CancellationToken ct)
    {
        var incidents = new Dictionary<string, Incident>(StringComparer.Ordinal);
        foreach (var query in new IncidentQuery[]
        {
            new() { Status = IncidentStatus.Open, AtLeast = IncidentSeverity.High },
            new() { Status = IncidentStatus.Open },
            new() { Status = IncidentStatus.Acknowledged },
            new() { Since = since },
        })
        {
            foreach (var incident in await services.Incidents.ListAsync(query with { Limit = ComplianceReport.MostIncidents }, ct).ConfigureAwait(false))
            {
                incidents.TryAdd(incident.Id, incident);
            }
        }

        return
        [
            .. incidents.Values.OrderBy(static i => i.Status).ThenByDescending(static i => i.Severity).ThenByDescending(static i => i.LastAt).Take(ComplianceReport.MostIncidents),
        ];
    }

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
