using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance.Import;

/// <summary>Takes agents over. One that somebody registered here is left as it is; a suspended one is suspended here as well.</summary>
internal sealed class SeedAgents(GovernanceServices services, AgentDesk desk)
{
    public async Task TakeAsync(Actor actor, JsonElement agents, ImportSection section, bool dry, CancellationToken ct)
    {
        foreach (var record in agents.EnumerateObject())
        {
            section.Found++;
            if (record.Value.ValueKind != JsonValueKind.Object)
            {
                section.Fail($"agent `{record.Name}`: is no object");
                continue;
            }

            await TakeAsync(actor, record.Name, record.Value, section, dry, ct).ConfigureAwait(false);
        }
    }

    private async Task TakeAsync(Actor actor, string id, JsonElement record, ImportSection section, bool dry, CancellationToken ct)
    {
        var who = $"agent `{id}`";
        var request = Request(id, record, who, section);
        if (AgentCheck.Faults(request) is { Count: > 0 } faults)
        {
            section.Fail($"{who}: {string.Join("; ", faults)}");
            return;
        }

        var suspended = SeedJson.Text(record, "status") == "suspended";
        var here = await services.Agents.FindAsync(id, ct).ConfigureAwait(false);
        var kept = here is { AutoRegistered: false };
        if (suspended)
        {
            // Somebody may have reinstated it here on purpose; nobody may take it for suspended because of us.
            section.Note($"{who} is suspended ({SeedJson.Text(record, "suspension_reason") ?? "no reason given"}), and {(kept && here!.Status != AgentStatus.Suspended ? "was registered here, where it is ACTIVE and stays so: policyguard agent suspend" : "is so here")}");
        }

        if (kept)
        {
            section.Kept++;
            return;
        }

        if (!dry)
        {
            var outcome = await desk.RegisterAsync(actor, request, ct).ConfigureAwait(false);
            if (outcome.Done && suspended)
            {
                outcome = await desk.SuspendAsync(actor, id, Line($"imported: {SeedJson.Text(record, "suspension_reason") ?? "suspended"}"), ct).ConfigureAwait(false);
            }

            if (!outcome.Done)
            {
                section.Fail($"{who}: {outcome.Refusal!.Message}");
                return;
            }
        }

        section.Taken++;
    }

    private static AgentRegistration Request(string id, JsonElement record, string who, ImportSection section)
    {
        if (SeedJson.Text(record, "agent_id") is { } inside && inside != id)
        {
            section.Note($"{who}: its record calls itself `{inside}`; the key counts");
        }

        var trust = SeedJson.Text(record, "trust_level");
        if (!TrustLevels.TryParse(trust, out _))
        {
            section.Note($"{who}: its trust level `{trust ?? "(none)"}` is not known; it is taken as low");
            trust = "low";
        }

        return new AgentRegistration(id)
        {
            Name = SeedJson.Text(record, "name") is { Length: > 0 } name ? Line(name) : id,
            Description = SeedJson.Text(record, "description"),
            Trust = trust,
            AllowedTools = SeedJson.Patterns(record, "allowed_tools", who, section),
            DeniedTools = SeedJson.Patterns(record, "denied_tools", who, section),
            Metadata = SeedJson.Object(record, "metadata"),
            Note = "imported from an earlier PolicyGuard",
        };
    }

    // What is kept in one line here could have several there.
    private static string Line(string text)
    {
        var line = new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length <= 256 ? line : line[..256];
    }
}
