using PolicyGuard.Gate;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance;

/// <summary>Searches the audit log.</summary>
public sealed class AuditSearch(GovernanceServices services)
{
    private readonly Bureau _bureau = new(services);
    private readonly ReadTrace _trace = new(services);

    /// <summary>Finds entries. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<AuditPage>> FindAsync(Actor actor, AuditQuery query, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read the audit log", "*", async () =>
        {
            if (query.Limit is < 1 or > AuditQuery.MostEntries)
            {
                return Outcome.Invalid<AuditPage>([$"limit: has to be 1 to {AuditQuery.MostEntries}"]);
            }

            var entries = new List<AuditEntry>();
            var total = 0L;
            var wanted = new LedgerQuery { Since = query.Since, Limit = int.MaxValue };
            await foreach (var stored in services.Log.ReadAsync(wanted, ct).ConfigureAwait(false))
            {
                if (AuditEntry.Of(stored) is not { } entry || !Matches(entry, query))
                {
                    continue;
                }

                total++;
                if (entries.Count < query.Limit)
                {
                    entries.Add(entry);
                }
            }

            await _trace.NoteAsync(actor, "the audit log").ConfigureAwait(false);
            return Outcome.Done(new AuditPage(entries, total));
        }, ct);

    private static bool Matches(AuditEntry entry, AuditQuery query) =>
        (query.Agent is not { } agent || entry.Agent == Masked.Text(agent))
        && (query.ActionType is not { } type || entry.ActionType == type)
        && (query.Allowed is not { } allowed || entry.Allowed == allowed);
}
