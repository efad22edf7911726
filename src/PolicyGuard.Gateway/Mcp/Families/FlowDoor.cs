using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Governance;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// To which flow a request belongs, in order of precedence (DESIGN §7): the one that a person opened and whose token it carries, the MCP session,
/// the caller's current one. And whether the user's words that it carries are believed: an agent that writes them itself could endorse anything.
/// </summary>
internal sealed class FlowDoor(GatewayOptions options, GatewayServices services, CallerFlows flows)
{
    /// <summary>The flow where a request says nothing of it.</summary>
    public FlowKey Plain(ClientSession session) => session.Flow ?? flows.Current(session.Caller);

    /// <summary>The flow of a request, or why it may not pass.</summary>
    public async ValueTask<(FlowKey Flow, Refusal? Refusal)> EnterAsync(ClientSession session, FlowHints hints, AgentRef agent, CancellationToken ct)
    {
        var flow = Plain(session);
        try
        {
            if (hints.Token is { } token)
            {
                if (services.Flows is null)
                {
                    return (flow, new Refusal(Reasons.FlowUnknown, "no flows are kept here"));
                }

                var (joined, refusal) = await services.Flows.JoinAsync(token, session.Caller, agent, ct).ConfigureAwait(false);
                if (joined is not null)
                {
                    flow = FlowDesk.KeyOf(joined);
                }
                else if (!options.SplitsFlows || refusal!.Reason != Reasons.FlowUnknown || token.Length == 0)
                {
                    return (flow, refusal);
                }
                else
                {
                    // A name that the agent chose. It parts what intent and endorsement hang on; what came from outside stays the caller's.
                    flow = new FlowKey(FlowKeySource.CallerWindow, $"{session.Caller.Id[..Math.Min(session.Caller.Id.Length, 80)]}/k_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..24]}");
                }
            }

            if (hints.Request is { Length: > 0 } request && services.Flows is { } desk && await BelievesAsync(session.Caller, ct).ConfigureAwait(false))
            {
                await desk.HearAsync(flow, session.Caller, request).ConfigureAwait(false);
            }

            return (flow, null);
        }
        catch (RegistryException)
        {
            return (flow, new Refusal(Reasons.RegistryUnavailable, "the registry cannot be read or written, so nobody knows to which flow this belongs; tell the operator"));
        }
    }

    private async ValueTask<bool> BelievesAsync(Caller caller, CancellationToken ct) => options.RequestFrom switch
    {
        RequestFrom.All => true,
        RequestFrom.None => false,
        _ => caller.Proof == CallerProof.Process && !await services.Keys.AnyAsync(ct).ConfigureAwait(false),
    };
}
