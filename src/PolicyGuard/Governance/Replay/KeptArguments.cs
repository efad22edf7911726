using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Replay;

/// <summary>Target and arguments of a recorded call, as far as they can be had back.</summary>
/// <param name="Target">The target; null where only a masked one is known, or none that can be read.</param>
/// <param name="Arguments">The arguments; null where they were not kept.</param>
/// <param name="Exact">Whether both are what they were, proved by the digest in the log.</param>
/// <param name="Fault">What is missing or wrong, for a person; null where <paramref name="Exact"/>.</param>
/// <param name="Tampered">Whether what was kept is not what the log says.</param>
public sealed record KeptArguments(CanonicalName? Target, Arguments? Arguments, bool Exact, string? Fault, bool Tampered = false)
{
    /// <summary>Gets them back: from the sealed copy, else from the redacted one.</summary>
    /// <param name="recorded">The recorded decision, read with its sealed part.</param>
    /// <param name="vault">Opens what was sealed; null where there is no key.</param>
    public static KeptArguments Of(RecordedDecision recorded, Vault? vault)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var fault = recorded.Sealed.IsEmpty ? "the arguments were not kept sealed" : vault is null ? "there is no key to open the sealed arguments" : null;
        if (fault is null && vault!.TryOpen(recorded.CallId, recorded.Sealed.Span, out var plain, out fault) && KeptCall.Read(plain) is { } kept)
        {
            if (Entries.Digest(kept.Arguments) != recorded.ArgumentsSha256)
            {
                return new KeptArguments(null, null, false, "the sealed arguments are not those whose digest is in the log", Tampered: true);
            }

            var target = Name(kept.Target ?? recorded.Target, recorded.OpaqueTarget);
            return target is null
                ? new KeptArguments(null, new Arguments(kept.Arguments), false, "the target cannot be read as a name any more")
                : new KeptArguments(target, new Arguments(kept.Arguments), true, null);
        }

        // A key that is gone takes the arguments with it; a seal that its key does not open was broken by somebody.
        return fault is null || fault == Vault.Broken
            ? new KeptArguments(null, null, false, $"the sealed arguments were tampered with: {fault ?? "they have no form that this program reads"}", Tampered: true)
            : Redacted(recorded, fault);
    }

    // A copy in which nothing was masked may have the very bytes.
    private static KeptArguments Redacted(RecordedDecision recorded, string fault)
    {
        var target = Masks.Appear(recorded.Target) ? null : Name(recorded.Target, recorded.OpaqueTarget);
        if (recorded.Redacted.IsEmpty)
        {
            return recorded.ArgumentsSha256 == Arguments.Empty.Sha256
                ? new KeptArguments(target, Arguments.Empty, target is not null, target is null ? fault : null)
                : new KeptArguments(target, null, false, fault);
        }

        var exact = target is not null && Entries.Digest(recorded.Redacted) == recorded.ArgumentsSha256;
        return new KeptArguments(target, new Arguments(recorded.Redacted), exact, exact ? null : $"{fault}; the redacted copy was taken");
    }

    private static CanonicalName? Name(string text, bool opaque) =>
        (opaque ? CanonicalName.TryCreateOpaque(text, out var name, out _) : CanonicalName.TryCreate(text, out name, out _)) ? name : null;
}
