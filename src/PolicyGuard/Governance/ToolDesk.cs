using PolicyGuard.Calls;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>Accepts changed definitions of tools. No method throws for what a request, a store or another process does.</summary>
public sealed class ToolDesk(GovernanceServices services, IToolPinStore pins)
{
    private readonly Bureau _bureau = new(services);

    /// <summary>Makes a tool's changed definition the pinned one. Takes <see cref="Rights.Loosen"/>: a description can carry orders to agents.</summary>
    /// <returns>The pin as it stands now.</returns>
    public ValueTask<Outcome<ToolPin>> AcceptAsync(Actor actor, string upstream, string tool, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Loosen, $"accept the definition of tool `{Bureau.Name(tool)}`", tool, async () =>
        {
            if (await pins.FindAsync(upstream, tool, ct).ConfigureAwait(false) is not { ChangedHash: { } hash })
            {
                return Outcome.Refused<ToolPin>(
                    Reasons.ActUnknown, $"upstream `{Bureau.Name(upstream)}` has no tool that waits to be accepted, `{Bureau.Name(tool)}`; `policyguard tools list` shows what there is");
            }

            await _bureau.Log.WriteAsync(Reasons.ToolAccepted, actor, tool, $"definition {hash} of tool `{tool}` of upstream `{upstream}` accepted", default).ConfigureAwait(false);
            if (await pins.AcceptAsync(upstream, tool, CancellationToken.None).ConfigureAwait(false)
                && await pins.FindAsync(upstream, tool, CancellationToken.None).ConfigureAwait(false) is { } now)
            {
                return Outcome.Done(now);
            }

            await _bureau.FailedAsync(actor, tool, $"tool `{tool}` of upstream `{upstream}` was accepted by somebody else before").ConfigureAwait(false);
            return Outcome.Refused<ToolPin>(Reasons.ActConflict, $"tool `{Bureau.Name(tool)}` changed meanwhile; look at it again");
        }, ct);
}
