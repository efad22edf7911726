using System.Text.Json;

namespace PolicyGuard.Governance.Import;

/// <summary>
/// Takes over what the earlier program of this name kept in four files. Nothing in the source changes; what is here already is left as it is,
/// so a second run takes nothing twice and undoes nothing.
/// </summary>
public sealed class SeedImport(GovernanceServices services, PolicyDesk policies)
{
    /// <summary>Takes over.</summary>
    /// <param name="actor">Who does it: a person at the terminal.</param>
    /// <param name="files">The files.</param>
    /// <param name="dry">Whether everything is only read and checked.</param>
    /// <param name="ct">Cancels between two records.</param>
    /// <exception cref="Registry.RegistryException">The registry cannot be read or written.</exception>
    /// <exception cref="Ledger.LedgerException">The log cannot be read or written.</exception>
    public async Task<ImportReport> RunAsync(Actor actor, SeedFiles files, bool dry, CancellationToken ct)
    {
        if (!actor.Rights.HasFlag(Rights.All))
        {
            throw new ArgumentException("an import is an operator's act", nameof(actor));
        }

        var sections = SeedFiles.Names.Select(static name => new ImportSection(name)).ToArray();
        if (SeedJson.Read(files.Agents, JsonValueKind.Object, sections[0]) is { } agents)
        {
            await new SeedAgents(services, new AgentDesk(services)).TakeAsync(actor, agents, sections[0], dry, ct).ConfigureAwait(false);
        }

        if (SeedJson.Read(files.Policies, JsonValueKind.Array, sections[1]) is { } rules)
        {
            await new SeedPolicies(services, policies).TakeAsync(actor, rules, sections[1], dry, ct).ConfigureAwait(false);
        }

        var records = new SeedRecords(services);
        if (SeedJson.Read(files.Incidents, JsonValueKind.Array, sections[2]) is { } incidents)
        {
            await records.TakeIncidentsAsync(actor, incidents, sections[2], dry, ct).ConfigureAwait(false);
        }

        if (SeedJson.Read(files.AuditLog, JsonValueKind.Array, sections[3]) is { } log)
        {
            await records.TakeLogAsync(actor, log, sections[3], dry, ct).ConfigureAwait(false);
        }

        return new ImportReport(sections);
    }
}
