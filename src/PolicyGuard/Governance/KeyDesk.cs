using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Makes and revokes API keys. No method throws for what a request, a store or another process does.</summary>
public sealed class KeyDesk(GovernanceServices services)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3653);
    private readonly Bureau _bureau = new(services);

    /// <summary>Makes a key. Takes <see cref="Rights.Keys"/>. The log gets everything but the secret.</summary>
    public ValueTask<Outcome<KeyCreated>> CreateAsync(Actor actor, KeyRequest request, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Keys, "create an API key", "*", async () =>
        {
            var faults = Faults(request);
            if (faults.Count > 0)
            {
                return Outcome.Invalid<KeyCreated>(faults);
            }

            var token = KeyToken.Create(out var text);
            var now = services.Clock.GetUtcNow();
            _ = Roles.TryParse(request.Role, out var role);
            var key = new ApiKey
            {
                Id = token.KeyId,
                Hash = [.. token.Hash.Span],
                Role = role.Name(),
                Agent = request.Agent,
                MaxTrust = TrustLevels.TryParse(request.MaxTrust, out var trust) ? trust : null,
                Upstreams = [.. request.Upstreams.Distinct(StringComparer.Ordinal)],
                Note = request.Note ?? "",
                CreatedAt = now,
                CreatedBy = actor.Id,
                ExpiresAt = request.Lifetime is { } lifetime ? now + lifetime : null,
            };
            var warnings = await WarningsAsync(key, ct).ConfigureAwait(false);
            await _bureau.Log.WriteAsync(Reasons.KeyCreated, actor, key.Id, $"API key `{key.Id}` created with role {key.Role}", Details(key)).ConfigureAwait(false);
            await DoneAsync(actor, key.Id, "created", async () =>
            {
                await services.Keys.AddAsync(key, CancellationToken.None).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            return Outcome.Done(new KeyCreated(key, text), warnings);
        }, ct);

    /// <summary>Revokes a key: its next request, in any process, is refused. Takes <see cref="Rights.Keys"/>.</summary>
    /// <param name="actor">Who does it.</param>
    /// <param name="id">The key's id, <c>key_…</c>.</param>
    /// <param name="evenLast">Whether the last key may go; then there is nothing left to ask for, and everybody on this machine may call.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<ApiKey>> RevokeAsync(Actor actor, string id, bool evenLast, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Keys, "revoke an API key", id, async () =>
        {
            if (await services.Keys.FindAsync(id, ct).ConfigureAwait(false) is not { } key)
            {
                return Outcome.Refused<ApiKey>(Reasons.ActUnknown, $"there is no API key `{Bureau.Name(id)}`");
            }

            if (key.RevokedAt is not null)
            {
                return Outcome.Done(key, [$"API key `{key.Id}` was revoked already"]);
            }

            await _bureau.Log.WriteAsync(Reasons.KeyRevoked, actor, key.Id, $"API key `{key.Id}` revoked", default).ConfigureAwait(false);
            var became = await DoneAsync(actor, key.Id, "revoked", () => services.Keys.RevokeAsync(key.Id, actor.Id, evenLast, CancellationToken.None)).ConfigureAwait(false);
            if (became == KeyRevocation.Last)
            {
                await _bureau.FailedAsync(actor, key.Id, $"API key `{key.Id}` was not revoked: it is the last one").ConfigureAwait(false);
                return Outcome.Refused<ApiKey>(
                    Reasons.ActInvalid, $"API key `{key.Id}` is the last one; without keys everybody on this machine may call. Create another first, or say that this is meant (--last)");
            }

            // From the list, which alone says when it was used: who revokes a leaked key wants to know.
            return Outcome.Done((await services.Keys.ListAsync(ct).ConfigureAwait(false)).FirstOrDefault(kept => kept.Id == key.Id) ?? key);
        }, ct);

    /// <summary>All keys, newest first. Takes <see cref="Rights.Keys"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<ApiKey>>> ListAsync(Actor actor, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Keys, "list API keys", "*", async () => Outcome.Done(await services.Keys.ListAsync(ct).ConfigureAwait(false)), ct);

    private async ValueTask<T> DoneAsync<T>(Actor actor, string id, string what, Func<ValueTask<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            await _bureau.FailedAsync(actor, id, $"API key `{id}` was not {what}: the registry cannot be written").ConfigureAwait(false);
            throw;
        }
    }

    private static List<string> Faults(KeyRequest request)
    {
        var faults = new List<string>();
        if (!Roles.TryParse(request.Role, out _))
        {
            faults.Add($"role: one of {string.Join(", ", Roles.Names)}");
        }

        if (request.Agent is not null && !AgentIds.IsValid(request.Agent))
        {
            faults.Add($"agent: {AgentIds.Rule}");
        }

        if (request.MaxTrust is not null && !TrustLevels.TryParse(request.MaxTrust, out _))
        {
            faults.Add($"max_trust: one of {string.Join(", ", TrustLevels.Names)}");
        }

        if (request.Upstreams.Count > 64 || request.Upstreams.Any(static name => name is not { Length: > 0 and <= 256 }))
        {
            faults.Add("upstreams: at most 64 names of 1 to 256 characters");
        }

        if (request.Lifetime is { } lifetime && (lifetime < Shortest || lifetime > Longest))
        {
            faults.Add("expires: one minute to ten years");
        }

        AgentCheck.Line(faults, "note", request.Note, 256);
        return faults;
    }

    private async ValueTask<IReadOnlyList<string>> WarningsAsync(ApiKey key, CancellationToken ct)
    {
        var warnings = new List<string>();
        if (key.Agent is null && key.Role == Role.Agent.Name())
        {
            warnings.Add("the key is bound to no agent: whoever holds it may claim any agent id, and claims are trusted `low` unless identity.max_claimed_trust says otherwise");
        }

        if (key.Agent is { } id)
        {
            switch (await services.Agents.FindAsync(id, ct).ConfigureAwait(false))
            {
                case null:
                    warnings.Add($"agent `{id}` is not registered; its first call registers it at trust low");
                    break;
                case { Status: AgentStatus.Suspended }:
                    warnings.Add($"agent `{id}` is suspended: the key is good for nothing until it is reinstated");
                    break;
            }
        }

        return warnings;
    }

    private static byte[] Details(ApiKey key)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, key.Role);
            Optional(json, "agent", key.Agent);
            Optional(json, "max_trust", key.MaxTrust?.Name());
            Optional(json, "note", key.Note.Length > 0 ? key.Note : null);
            Optional(json, "expires_at", key.ExpiresAt is { } at ? Ledger.Ledger.Time(at) : null);
            if (key.Upstreams.Length > 0)
            {
                json.WriteStartArray("upstreams"u8);
                foreach (var upstream in key.Upstreams)
                {
                    json.WriteStringValue(upstream);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
