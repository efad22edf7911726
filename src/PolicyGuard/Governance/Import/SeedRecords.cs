using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Import;

/// <summary>
/// Takes incidents and the audit log over. An entry of that log becomes an event of ours that holds it whole, findings masked, with its own time
/// within: our log is in order of time, and nobody can write into its past.
/// </summary>
internal sealed class SeedRecords(GovernanceServices services)
{
    private const int Cap = 1000;
    private readonly ActLog _log = new(services.Ledger, services.Clock);

    public async Task TakeIncidentsAsync(Actor actor, JsonElement incidents, ImportSection section, bool dry, CancellationToken ct)
    {
        Capped(incidents, section);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in incidents.EnumerateArray())
        {
            section.Found++;
            if (record.ValueKind != JsonValueKind.Object)
            {
                section.Fail($"incident {section.Found}: is no object");
                continue;
            }

            var incident = Incident(record, section);
            if (!seen.Add(incident.Id))
            {
                section.Note($"incident `{incident.Id}` stands there twice; the first one counts");
                continue;
            }

            if (await services.Incidents.FindAsync(incident.Id, ct).ConfigureAwait(false) is not null)
            {
                section.Kept++;
                continue;
            }

            if (!dry)
            {
                await _log.WriteAsync(Reasons.Imported, actor, incident.Id, $"incident {incident.Id} imported", Details(record)).ConfigureAwait(false);
                await services.Incidents.RecordAsync(incident, TimeSpan.Zero, ct: CancellationToken.None).ConfigureAwait(false);
            }

            section.Taken++;
        }
    }

    public async Task TakeLogAsync(Actor actor, JsonElement log, ImportSection section, bool dry, CancellationToken ct)
    {
        Capped(log, section);
        var here = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in services.Log.ReadAsync(new LedgerQuery { Reason = Reasons.Imported, Limit = int.MaxValue }, ct).ConfigureAwait(false))
        {
            using var entry = JsonDocument.Parse(stored.Json);
            here.Add(SeedJson.Text(entry.RootElement, "subject") ?? "");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in log.EnumerateArray())
        {
            section.Found++;
            if (record.ValueKind != JsonValueKind.Object)
            {
                section.Fail($"entry {section.Found}: is no object");
                continue;
            }

            var id = SeedJson.Text(record, "entry_id") ?? Made("aud", record);
            if (!seen.Add(id))
            {
                section.Note($"entry `{id}` stands there twice; the first one counts");
                continue;
            }

            if (here.Contains(Masked.Text(id)))
            {
                section.Kept++;
                continue;
            }

            if (!dry)
            {
                var action = record.TryGetProperty("action", out var found) ? found : default;
                await _log.WriteAsync(
                    Reasons.Imported, actor, id,
                    $"audit entry {id} of {SeedJson.Text(record, "timestamp") ?? "no time"} imported: {SeedJson.Text(record, "agent_id")} {SeedJson.Text(action, "type")} {SeedJson.Text(action, "target")}",
                    Details(record)).ConfigureAwait(false);
            }

            section.Taken++;
        }
    }

    private Incident Incident(JsonElement record, ImportSection section)
    {
        var id = SeedJson.Text(record, "incident_id") ?? Made("inc", record);
        if (!Enum.TryParse<IncidentSeverity>(SeedJson.Text(record, "severity"), ignoreCase: true, out var severity))
        {
            section.Note($"incident `{id}`: severity `{SeedJson.Text(record, "severity") ?? "(none)"}` is not known; it is taken as medium");
            severity = IncidentSeverity.Medium;
        }

        if (SeedJson.Time(record, "timestamp") is not { } at)
        {
            section.Note($"incident `{id}`: has no time that can be read; it is taken as of now");
            at = services.Clock.GetUtcNow();
        }

        // Incidents that were opened by themselves have `details` where reported ones have `description`, and no status.
        var details = record.TryGetProperty("details", out var found) ? found.ValueKind == JsonValueKind.String ? found.GetString()! : found.GetRawText() : "";
        var description = SeedJson.Text(record, "description") ?? (details.Length > 0 ? details : "(no description)");
        var resolved = SeedJson.Text(record, "status") is "resolved" or "closed";
        return new Incident
        {
            Id = id,
            Type = SeedJson.Text(record, "type") ?? "other",
            Severity = severity,
            Description = Masked.Text(description.Length <= 4096 ? description : description[..4096]),
            Agent = SeedJson.Text(record, "agent_id"),
            CallId = SeedJson.Text(record, "action_id"),
            Evidence = Encoding.UTF8.GetString(Redacted(record, "evidence")),
            RecommendedAction = SeedJson.Text(record, "recommended_action") is { Length: > 0 } action ? Masked.Text(action) : null,
            Status = resolved ? IncidentStatus.Resolved : IncidentStatus.Open,
            Resolution = resolved ? SeedJson.Text(record, "resolution") ?? "" : null,
            FirstAt = at,
            LastAt = at,
            ReportedBy = "import",
        };
    }

    private static void Capped(JsonElement records, ImportSection section)
    {
        if (records.GetArrayLength() >= Cap)
        {
            section.Note($"it holds {records.GetArrayLength()} records: that program kept the newest {Cap} and threw all older ones away");
        }
    }

    private static byte[] Details(JsonElement record) => [.. "{\"from\":\"policyguard\",\"original\":"u8, .. CanonicalJson.SerializeExact(record), (byte)'}'];

    private static byte[] Redacted(JsonElement record, string name)
    {
        using var document = JsonDocument.Parse(SeedJson.Object(record, name));
        var utf8 = CanonicalJson.SerializeExact(document.RootElement);
        using var canonical = JsonDocument.Parse(utf8);
        return CanonicalJson.SerializeExact(Taint.Redactor.Redact(canonical.RootElement, new Taint.Scanner().Scan(utf8)));
    }

    // The same record gets the same id on a second run.
    private static string Made(string prefix, JsonElement record) => $"{prefix}_{Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.SerializeExact(record)).AsSpan(0, 6))}";
}
