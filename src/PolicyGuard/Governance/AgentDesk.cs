using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance;

/// <summary>Everything that people and agents do to agents' records. No method throws for what a request, a store or another process does.</summary>
public sealed class AgentDesk(GovernanceServices services)
{
    // Each try that loses means that somebody else's change went through, so losing often takes a crowd.
    private const int Tries = 32;
    private readonly Bureau _bureau = new(services);

    /// <summary>
    /// Registers an agent, or changes its record. Never lifts a suspension. Registering one that nobody knew, and making one stricter, takes
    /// <see cref="Rights.Tighten"/>; raising the trust of one that exists (also where only its first call made its record), or widening its
    /// lists, takes <see cref="Rights.Loosen"/>.
    /// </summary>
    public ValueTask<Outcome<AgentRegistered>> RegisterAsync(Actor actor, AgentRegistration request, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Tighten, $"register agent `{Bureau.Name(request.Id)}`", request.Id, async () =>
        {
            var faults = AgentCheck.Faults(request);
            return faults.Count > 0
                ? Outcome.Invalid<AgentRegistered>(faults)
                : await ChangeAsync(actor, request.Id, request.Note, before => Changed(before, request), ct).ConfigureAwait(false);
        }, ct);

    /// <summary>Suspends an agent: it can do nothing, and nothing for itself. Takes <see cref="Rights.Tighten"/>. One that is suspended stays so, for its first reason.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="id">The agent. One that nobody knows is refused.</param>
    /// <param name="reason">Why; one line, at most 1024 characters.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<AgentRegistered>> SuspendAsync(Actor actor, string id, string? reason, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Tighten, $"suspend agent `{Bureau.Name(id)}`", id, async () =>
        {
            var faults = AgentCheck.Faults(id, "reason", reason);
            return faults.Count > 0
                ? Outcome.Invalid<AgentRegistered>(faults)
                : await ChangeAsync(actor, id, reason, before => before is null or { Status: AgentStatus.Suspended } ? before : before with
                {
                    Status = AgentStatus.Suspended,
                    SuspensionReason = reason,
                    SuspendedAt = services.Clock.GetUtcNow(),
                }, ct).ConfigureAwait(false);
        }, ct);

    /// <summary>Lifts a suspension. Takes <see cref="Rights.Loosen"/>.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="id">The agent.</param>
    /// <param name="note">Why; one line, at most 1024 characters.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<AgentRegistered>> ReinstateAsync(Actor actor, string id, string? note, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Tighten | Rights.Loosen, $"reinstate agent `{Bureau.Name(id)}` (on the command line: policyguard agent reinstate {Typed(id)})", id, async () =>
        {
            var faults = AgentCheck.Faults(id, "note", note);
            return faults.Count > 0
                ? Outcome.Invalid<AgentRegistered>(faults)
                : await ChangeAsync(actor, id, note, before => before is null or { Status: AgentStatus.Active } ? before : before with
                {
                    Status = AgentStatus.Active,
                    SuspensionReason = null,
                    SuspendedAt = null,
                }, ct).ConfigureAwait(false);
        }, ct);

    /// <summary>All agents by id. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<Agent>>> ListAsync(Actor actor, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "list agents", "*", async () => Outcome.Done(await services.Agents.ListAsync(ct).ConfigureAwait(false)), ct);

    /// <summary>An agent. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<Agent>> ShowAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at agents", id, async () => AgentIds.IsValid(id) && await services.Agents.FindAsync(id, ct).ConfigureAwait(false) is { } agent
            ? Outcome.Done(agent)
            : Unknown<Agent>(id), ct);

    /// <summary>What changed about an agent, newest first. Takes <see cref="Rights.Read"/>.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The agent.</param>
    /// <param name="limit">At most so many versions; 1 to 1000.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<IReadOnlyList<AgentVersion>>> HistoryAsync(Actor actor, string id, int limit, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at agents", id, async () =>
        {
            if (limit is < 1 or > 1000)
            {
                return Outcome.Invalid<IReadOnlyList<AgentVersion>>(["limit: has to be 1 to 1000"]);
            }

            // One more than asked for, to tell what the oldest of them changed.
            var versions = AgentIds.IsValid(id) ? await services.Agents.HistoryAsync(id, limit + 1, ct).ConfigureAwait(false) : [];
            return versions.Count == 0
                ? Unknown<IReadOnlyList<AgentVersion>>(id)
                : Outcome.Done<IReadOnlyList<AgentVersion>>([.. versions.Take(limit).Select((version, i) => new AgentVersion(
                    version.Version, version.UpdatedAt, version.UpdatedBy, version.UpdateNote, AgentDiff.Of(i + 1 < versions.Count ? versions[i + 1] : null, version)))]);
        }, ct);

    // Read, judge, write down, change; again where somebody else changed the record in between, for then it may be another act.
    private async ValueTask<Outcome<AgentRegistered>> ChangeAsync(Actor actor, string id, string? note, Func<Agent?, Agent?> change, CancellationToken ct)
    {
        for (var i = 0; i < Tries; i++)
        {
            var before = await services.Agents.FindAsync(id, ct).ConfigureAwait(false);
            if (change(before) is not { } after)
            {
                return Unknown<AgentRegistered>(id);
            }

            var changes = AgentDiff.Of(before, after);
            if (before is not null && changes.Count == 0)
            {
                return Outcome.Done(new AgentRegistered(before, Created: false, []), AgentCheck.Warnings(before));
            }

            if (changes.Any(static one => one.Loosens) && await _bureau.ObjectAsync(actor, Rights.Tighten | Rights.Loosen, Loosening(id, changes), id, ct).ConfigureAwait(false) is { } refusal)
            {
                return Outcome.Refused<AgentRegistered>(refusal);
            }

            var (reason, what) = Act(before, after);
            await _bureau.Log.WriteAsync(reason, actor, id, $"agent `{id}` {what}", AgentDiff.Json(changes, note)).ConfigureAwait(false);
            try
            {
                var stored = await services.Agents.PutAsync(after with { UpdatedBy = By(actor), UpdateNote = note }, CancellationToken.None).ConfigureAwait(false);
                return Outcome.Done(new AgentRegistered(stored, before is null, changes), AgentCheck.Warnings(stored));
            }
            catch (RegistryException conflict) when (conflict.IsConflict)
            {
                await _bureau.FailedAsync(actor, id, $"agent `{id}` was not {what}: somebody else changed it meanwhile").ConfigureAwait(false);
            }
            catch (RegistryException lookalike) when (lookalike.LooksLike is { } other)
            {
                await _bureau.FailedAsync(actor, id, $"agent `{id}` was not {what}: its id looks like `{other}`").ConfigureAwait(false);
                return Outcome.Refused<AgentRegistered>(Reasons.AgentLookalike, Wording.Lookalike(id, other));
            }
            catch (RegistryException)
            {
                await _bureau.FailedAsync(actor, id, $"agent `{id}` was not {what}: the registry cannot be written").ConfigureAwait(false);
                throw;
            }
        }

        return Outcome.Refused<AgentRegistered>(Reasons.ActConflict, $"agent `{Bureau.Name(id)}`: others keep changing it; try again");
    }

    private static Agent Changed(Agent? before, AgentRegistration request)
    {
        var known = before ?? new Agent { Id = request.Id, Name = request.Id, Trust = TrustLevel.Medium };
        return known with
        {
            Name = request.Name ?? (known.Name.Length > 0 ? known.Name : request.Id),
            Description = request.Description ?? known.Description,
            Trust = TrustLevels.TryParse(request.Trust, out var trust) ? trust : known.Trust,
            AllowedTools = request.AllowedTools is { } allowed ? [.. allowed.Distinct(StringComparer.Ordinal)] : known.AllowedTools,
            DeniedTools = request.DeniedTools is { } denied ? [.. denied.Distinct(StringComparer.Ordinal)] : known.DeniedTools,
            Metadata = request.Metadata is { } metadata ? Canonical(metadata) : known.Metadata,
            AutoRegistered = false,
        };
    }

    private static (string Reason, string What) Act(Agent? before, Agent after) => (before?.Status, after.Status) switch
    {
        (null, _) => (Reasons.AgentRegistered, "registered"),
        (AgentStatus.Active, AgentStatus.Suspended) => (Reasons.AgentSuspension, "suspended"),
        (AgentStatus.Suspended, AgentStatus.Active) => (Reasons.AgentReinstated, "reinstated"),
        _ => (Reasons.AgentChanged, "changed"),
    };

    private static string Loosening(string id, IReadOnlyList<AgentChange> changes)
    {
        var members = string.Join(", ", changes.Where(static change => change.Loosens).Select(static change => change.Member));
        var trust = changes.FirstOrDefault(static change => change is { Member: "trust_level", Loosens: true });
        var option = trust is null ? "…" : $"--trust {trust.To.Trim('"')}";
        return $"raise agent `{Bureau.Name(id)}` ({members}; on the command line: policyguard agent register {Typed(id)} {option})";
    }

    // People paste what they are shown.
    private static string Typed(string? id) =>
        id is { Length: > 0 and <= 64 } && id[0] != '-' && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '@') ? id : "<id>";

    private static string By(Actor actor) => actor.Agent is { } agent ? $"{actor.Id} ({agent.Id})" : actor.Id;

    private static Outcome<T> Unknown<T>(string id)
        where T : class => Outcome.Refused<T>(Reasons.ActUnknown, $"agent `{Bureau.Name(id)}` is not registered");

    private static string Canonical(string metadata)
    {
        using var json = JsonDocument.Parse(metadata);
        return Encoding.UTF8.GetString(CanonicalJson.SerializeExact(json.RootElement));
    }
}
