using PolicyGuard.Calls;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate.Results;

/// <summary>
/// Keeps results back until a human releases or discards them. What is kept is sealed with the data folder's key; the same call, repeated
/// after the release, is answered with it and does not run again.
/// </summary>
/// <param name="store">Where they are kept.</param>
/// <param name="vault">Seals and opens them; asked for at first use, because most operators never keep anything back.</param>
/// <param name="options">Bounds.</param>
/// <param name="clock">The clock.</param>
public sealed class Quarantine(IResultStore store, Func<Vault> vault, QuarantineOptions options, TimeProvider clock)
{
    private readonly Lazy<Vault> _vault = new(vault);

    /// <summary>Where the results are.</summary>
    public IResultStore Store => store;

    /// <summary>Keeps a result; null where it cannot be: too long, too many, or the store or the key is not there.</summary>
    /// <param name="inspected">The result.</param>
    /// <param name="onFault">Hears why it could not be kept.</param>
    internal async ValueTask<HeldResult?> HoldAsync(Inspected inspected, Action<string> onFault)
    {
        var json = inspected.Result.Json;
        if (json.Length > options.MaxBytes)
        {
            return null;
        }

        try
        {
            var (decision, call, now, id) = (inspected.Permit.Opened.Decision, inspected.Permit.Call, clock.GetUtcNow(), Ids.New("res"));
            var held = new HeldResult
            {
                Id = id,
                Binding = Bound.ResultHash(decision),
                CallId = call.Id,
                Agent = Entries.Agent(call),
                Flow = call.Flow.ToString(),
                Target = Entries.Target(call),
                Upstream = Entries.Upstream(call) ?? "",
                Found = string.Join(", ", inspected.Findings.Select(static f => f.Detector).Distinct(StringComparer.Ordinal).Take(20)),
                Bytes = json.Length,
                Digest = Entries.Digest(json),
                IsError = inspected.Result.IsError,
                IsProtocolError = inspected.Result.IsProtocolError,
                Sealed = _vault.Value.Seal(id, SealedPart.Held, json.Span),
                CreatedAt = now,
                ExpiresAt = now + options.Lifetime,
            };
            return await store.TryHoldAsync(held, options.Most).ConfigureAwait(false) ? held : null;
        }
        catch (Exception fault)
        {
            onFault($"{inspected.Permit.Call.Id}: the result could not be kept for a human and is blocked: {fault.Message}");
            return null;
        }
    }

    /// <summary>The result that is kept of this very call, or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    internal ValueTask<HeldResult?> FindAsync(Decision decision, CancellationToken ct) => store.FindStandingAsync(Bound.ResultHash(decision), ct);

    /// <summary>The content of a kept result; null where it is gone or does not open.</summary>
    /// <param name="held">The result, with its sealed content.</param>
    /// <param name="fault">Why it does not open, or null.</param>
    public byte[]? Open(HeldResult held, out string? fault)
    {
        if (held.Sealed.IsEmpty)
        {
            fault = "its content is gone";
            return null;
        }

        return _vault.Value.TryOpen(held.Id, SealedPart.Held, held.Sealed.Span, out var plain, out fault) ? plain : null;
    }
}
