using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Governance.Incidents;
using PolicyGuard.Limits;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>
/// Everything that people and agents do with incidents. Refusals open theirs by themselves, in the gate. No method throws for what a request,
/// a store or another process does.
/// </summary>
public sealed class IncidentDesk(GovernanceServices services)
{
    /// <summary>Reports of one reporter who answers for none of them. They are never grouped, so that many would bury what a person has to see.</summary>
    internal static readonly RateLimit Reports = new(PerMinute: 10, Burst: 60);

    private readonly TokenBuckets _reports = new(Reports, services.Clock);
    private readonly Bureau _bureau = new(services);
    private readonly AgentDesk _agents = new(services);

    /// <summary>
    /// Records an incident. Takes <see cref="Rights.Report"/>. A critical one suspends the agent that it is about, where the agent is registered
    /// and the reporter has <see cref="Rights.Tighten"/> too; without it the report is kept and the message says why nobody was suspended. Who
    /// could not settle incidents reports 60 at once and 10 a minute at most, for each process.
    /// </summary>
    public ValueTask<Outcome<IncidentReported>> ReportAsync(Actor actor, IncidentReport report, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Report, "report an incident", report.Agent ?? "*", async () =>
        {
            var faults = IncidentCheck.Faults(report);
            if (faults.Count > 0)
            {
                return Outcome.Invalid<IncidentReported>(faults);
            }

            if (!actor.Rights.HasFlag(Rights.Approve) && !_reports.TryTake(actor.Id, out var retryAfter))
            {
                return Outcome.Refused<IncidentReported>(Reasons.RateLimited, $"caller `{actor.Id}` reports too many incidents: try again in {Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)):0} s, and say in one report what belongs together");
            }

            var warnings = new List<string>();
            var incident = Read(actor, report, warnings);
            var about = incident.Agent is { } agent ? $" about agent `{agent}`" : "";
            await _bureau.Log.WriteAsync(
                Reasons.IncidentReported, actor, incident.Id, $"{incident.Severity.Name()} incident of type {incident.Type}{about} reported", Details(incident)).ConfigureAwait(false);
            Incident stored;
            try
            {
                // What was written down is done, whether or not somebody still waits for it.
                stored = await services.Incidents.RecordAsync(incident, TimeSpan.Zero, strike: false, CancellationToken.None).ConfigureAwait(false);
            }
            catch (RegistryException)
            {
                await _bureau.FailedAsync(actor, incident.Id, $"incident {incident.Id} was not recorded: the registry cannot be written").ConfigureAwait(false);
                throw;
            }

            var (suspended, what) = await SuspendAsync(actor, report, stored, warnings).ConfigureAwait(false);
            return Outcome.Done(new IncidentReported(stored, suspended, $"Incident {stored.Id} recorded{what}"), warnings);
        }, ct);

    /// <summary>Incidents, the one that was last seen first. Takes <see cref="Rights.Read"/>.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="query">Which; its limit is 1 to 1000.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<IReadOnlyList<Incident>>> ListAsync(Actor actor, IncidentQuery query, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "list incidents", "*", async () => query.Limit is < 1 or > 1000
            ? Outcome.Invalid<IReadOnlyList<Incident>>(["limit: has to be 1 to 1000"])
            : Outcome.Done(await services.Incidents.ListAsync(query, ct).ConfigureAwait(false)), ct);

    /// <summary>An incident. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<Incident>> ShowAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at incidents", id, async () =>
            await services.Incidents.FindAsync(id, ct).ConfigureAwait(false) is { } incident ? Outcome.Done(incident) : Unknown(id), ct);

    /// <summary>Says that somebody is looking. Takes <see cref="Rights.Approve"/>.</summary>
    /// <param name="actor">Who is looking.</param>
    /// <param name="id">The incident; it has to be open.</param>
    /// <param name="note">A note, at most 1024 characters; or null.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<Incident>> AcknowledgeAsync(Actor actor, string id, string? note, CancellationToken ct) =>
        MoveAsync(actor, id, IncidentStatus.Acknowledged, Reasons.IncidentAcknowledged, note, ct);

    /// <summary>Says that an incident is done with. It suspends and reinstates nobody. Takes <see cref="Rights.Approve"/>.</summary>
    /// <param name="actor">Who says so.</param>
    /// <param name="id">The incident; it must not be resolved.</param>
    /// <param name="note">How it ended; 1 to 1024 characters.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<Incident>> ResolveAsync(Actor actor, string id, string? note, CancellationToken ct) =>
        MoveAsync(actor, id, IncidentStatus.Resolved, Reasons.IncidentResolved, note, ct);

    private ValueTask<Outcome<Incident>> MoveAsync(Actor actor, string id, IncidentStatus to, string reason, string? note, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"{(to == IncidentStatus.Resolved ? "resolve" : "acknowledge")} incident {Bureau.Name(id)}", id, async () =>
        {
            var faults = IncidentCheck.Faults(note, required: to == IncidentStatus.Resolved);
            if (faults.Count > 0)
            {
                return Outcome.Invalid<Incident>(faults);
            }

            if (await services.Incidents.FindAsync(id, ct).ConfigureAwait(false) is not { } before)
            {
                return Unknown(id);
            }

            if (before.Status >= to)
            {
                return Settled(before);
            }

            if (actor.Agent is { } speaking && speaking.Id == before.Agent)
            {
                return Outcome.Refused<Incident>(Reasons.AuthorityMissing, $"incident {id} is about agent `{speaking.Id}`, which cannot settle it itself");
            }

            var masked = note is null ? null : Masked.Text(note);
            await _bureau.Log.WriteAsync(reason, actor, id, $"incident {id} {to.Name()}{(masked is null ? "" : $": {masked}")}", default).ConfigureAwait(false);
            if (await services.Incidents.MoveAsync(id, to, actor.Id, masked, services.Clock.GetUtcNow(), CancellationToken.None).ConfigureAwait(false) is { } after)
            {
                return Outcome.Done(after);
            }

            await _bureau.FailedAsync(actor, id, $"incident {id} was not {to.Name()}: somebody else was faster").ConfigureAwait(false);
            return Settled(await services.Incidents.FindAsync(id, ct).ConfigureAwait(false) ?? before);
        }, ct);

    private Incident Read(Actor actor, IncidentReport report, List<string> warnings)
    {
        _ = IncidentWords.TryParse(report.Severity, out IncidentSeverity severity);
        var type = IncidentWords.Type(report.Type);
        if (type is null)
        {
            warnings.Add($"incident_type: `{AgentCheck.Short(Masked.Text(report.Type))}` is none of {string.Join(", ", IncidentWords.Types)}; kept as other");
        }

        var evidence = IncidentCheck.Evidence(report.Evidence, out var raw);
        if (raw)
        {
            warnings.Add("evidence: no JSON object; kept as text in its member `raw`");
        }

        if (report.AutoSuspend == true && severity != IncidentSeverity.Critical)
        {
            warnings.Add("auto_suspend: only critical incidents suspend");
        }

        var now = services.Clock.GetUtcNow();
        return new Incident
        {
            Id = Ids.NewHex("inc"),
            Type = type ?? "other",
            Severity = severity,
            Description = Masked.Text(report.Description),
            Agent = report.Agent,
            Evidence = evidence,
            RecommendedAction = string.IsNullOrEmpty(report.RecommendedAction) ? null : Masked.Text(report.RecommendedAction),
            ReportedBy = actor.Agent is { } speaker ? $"{actor.Id} ({speaker.Id})" : actor.Id,
            FirstAt = now,
            LastAt = now,
        };
    }

    private async ValueTask<(bool Suspended, string What)> SuspendAsync(Actor actor, IncidentReport report, Incident incident, List<string> warnings)
    {
        if (incident.Severity != IncidentSeverity.Critical || incident.Agent is not { } id)
        {
            return (false, "");
        }

        var known = await services.Agents.FindAsync(id, CancellationToken.None).ConfigureAwait(false);
        if (known is null)
        {
            return (false, $"; agent '{id}' is not registered, so nobody was suspended");
        }

        if (known.Status == AgentStatus.Suspended)
        {
            return (true, $"; agent '{id}' was suspended before");
        }

        if (!(report.AutoSuspend ?? services.Suspension.OnCritical))
        {
            return (false, $"; agent '{id}' was not suspended, as {(report.AutoSuspend is null ? "the configuration" : "auto_suspend")} says");
        }

        var outcome = await _agents.SuspendAsync(actor, id, $"critical incident {incident.Id}", CancellationToken.None).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal)
        {
            warnings.Add($"agent '{id}' was not suspended: {refusal.Message}");
            return (false, $"; agent '{id}' was not suspended: {refusal.Message}");
        }

        return (true, $"; agent '{id}' is suspended");
    }

    private static byte[] Details(Incident incident)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            IncidentJson.Write(json, incident);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static Outcome<Incident> Unknown(string id) => Outcome.Refused<Incident>(Reasons.ActUnknown, $"there is no incident `{Bureau.Name(id)}`");

    private static Outcome<Incident> Settled(Incident incident) => Outcome.Refused<Incident>(
        Reasons.ActInvalid, $"incident {incident.Id} is {incident.Status.Name()}{(incident.ChangedBy is { } by ? $" by {by}" : "")} already");
}
