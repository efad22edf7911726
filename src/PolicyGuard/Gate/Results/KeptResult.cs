using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate.Results;

/// <summary>Answers a call with the result that was kept back when the same call ran before: once it is released with the result, till then with word of it. Nothing runs.</summary>
internal sealed class KeptResult(Quarantine quarantine, HeldResult held) : IExecutor
{
    /// <summary>The executor of a permitted call: this one where its result is kept, else the one that was given.</summary>
    /// <exception cref="UpstreamException">Nobody can say whether the call ran before, so it does not run.</exception>
    public static async ValueTask<IExecutor> OrAsync(IExecutor executor, Permit permit, GateServices services, Obligations duties, CancellationToken ct)
    {
        // Where nothing is ever kept back, nobody has to look.
        if (services.Quarantine is not { } quarantine || duties.Strictest < Obligation.Quarantine)
        {
            return executor;
        }

        try
        {
            return await quarantine.FindAsync(permit.Opened.Decision, ct).ConfigureAwait(false) is { } held ? new KeptResult(quarantine, held) : executor;
        }
        catch (RegistryException fault)
        {
            throw new UpstreamException(Reasons.RegistryUnavailable, "the call did not run: the registry cannot be read, so nobody can say whether its result is kept already", fault);
        }
    }

    public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
    {
        if (held.Status == HeldStatus.Held)
        {
            return new ToolResult(default) { Kept = held };
        }

        if (quarantine.Open(held, out var fault) is not { } plain)
        {
            throw new UpstreamException(Reasons.ResultWithheld, $"the result {held.Id} was released and cannot be opened: {fault}");
        }

        // Of several calls alike one takes it; the others are told that it is still there for nobody else.
        return await quarantine.Store.MoveAsync(held.Id, HeldStatus.Delivered, null, null, ct).ConfigureAwait(false)
            ? new ToolResult(plain, held.IsError, held.IsProtocolError) { Kept = held }
            : new ToolResult(default) { Kept = held with { Status = HeldStatus.Delivered } };
    }
}
