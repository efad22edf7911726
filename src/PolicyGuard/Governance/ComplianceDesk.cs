using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Tells the state of governance.</summary>
public sealed class ComplianceDesk(GovernanceServices services)
{
    private const int MostIncidents = 10_000;
    private readonly Bureau _bureau = new(services);
    private readonly ReadTrace _trace = new(services);

    /// <summary>The state since a time. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<ComplianceStatus>> StatusAsync(Actor actor, DateTimeOffset since, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at compliance", "*", async () =>
        {
            var byType = new SortedDictionary<string, (long Allowed, long Denied)>(StringComparer.Ordinal);
            var byAgent = new Dictionary<string, long>(StringComparer.Ordinal);
            await foreach (var stored in services.Log.ReadAsync(new LedgerQuery { Since = since, Limit = int.MaxValue }, ct).ConfigureAwait(false))
            {
                if (AuditEntry.Of(stored) is not { IsAdministrative: false } entry)
                {
                    continue;
                }

                var (allowed, denied) = byType.GetValueOrDefault(entry.ActionType);
                byType[entry.ActionType] = entry.Allowed ? (allowed + 1, denied) : (allowed, denied + 1);
                byAgent[entry.Agent] = byAgent.GetValueOrDefault(entry.Agent) + (entry.Allowed ? 0 : 1);
            }

            var incidents = await services.Incidents.ListAsync(limit: MostIncidents, ct: ct).ConfigureAwait(false);
            var policies = await services.Policies.ListAsync(ct).ConfigureAwait(false);
            await _trace.NoteAsync(actor, "the state of compliance").ConfigureAwait(false);
            return Outcome.Done(new ComplianceStatus
            {
                At = services.Clock.GetUtcNow(),
                Allowed = byType.Values.Sum(static count => count.Allowed),
                Denied = byType.Values.Sum(static count => count.Denied),
                ByActionType = byType,
                TopOffenders = [.. byAgent.Where(static of => of.Value > 0).OrderByDescending(static of => of.Value).ThenBy(static of => of.Key, StringComparer.Ordinal).Take(5).Select(static of => (of.Key, of.Value))],
                UniqueAgents = byAgent.Count,
                Agents = await services.Agents.ListAsync(ct).ConfigureAwait(false),
                Policies = [.. policies.Select(Of)],
                Incidents = [.. incidents.Where(incident => incident.LastAt >= since)],
            });
        }, ct);

    private static ComplianceOfPolicy Of(StoredPolicy policy)
    {
        using var document = JsonDocument.Parse(policy.Json);
        var root = document.RootElement;
        return new ComplianceOfPolicy(
            policy.Id,
            root.TryGetProperty("name", out var name) ? name.GetString() ?? policy.Id : policy.Id,
            policy.Enabled,
            root.TryGetProperty("rules", out var rules) ? rules.GetArrayLength() : 0);
    }
}
