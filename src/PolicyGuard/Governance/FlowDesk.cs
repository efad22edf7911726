using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>
/// Where people open flows and say in them what they want. What is said endorses what the agent does, so no agent says it here. No method throws
/// for what a request, a store or another process does.
/// </summary>
/// <param name="services">What desks stand on.</param>
/// <param name="flows">The flows.</param>
/// <param name="archive">What they remember.</param>
/// <param name="vault">Seals what was said; asked for when something is.</param>
/// <param name="lifetime">How long a flow lasts.</param>
public sealed class FlowDesk(GovernanceServices services, IFlowStore flows, FlowArchive archive, Func<Vault> vault, TimeSpan lifetime)
{
    /// <summary>The most that is said in one flow, in UTF-8 bytes.</summary>
    public const int MaxRequest = 64 * 1024;

    /// <summary>The longest value that somebody vouches for, in UTF-16 units.</summary>
    public const int MaxVouched = 2000;

    private readonly Bureau _bureau = new(services);
    private readonly Lazy<Vault> _vault = new(vault);

    /// <summary>Flows, newest first. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<FlowRecord>>> ListAsync(Actor actor, bool openOnly, int limit, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read flows", "*", async () => Outcome.Done(await flows.ListAsync(openOnly, limit, ct).ConfigureAwait(false)), ct);

    /// <summary>One flow. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<FlowRecord>> FindAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "read flows", id, async () => await flows.FindAsync(id, ct).ConfigureAwait(false) is { } flow ? Outcome.Done(flow) : Unknown<FlowRecord>(id), ct);

    /// <summary>What was said in a flow; null where it does not open, with the reason.</summary>
    public string? Said(FlowRecord flow, out string? fault)
    {
        fault = null;
        return flow.Request.IsEmpty ? "" : _vault.Value.TryOpen(flow.Id, SealedPart.Request, flow.Request.Span, out var plain, out fault) ? Encoding.UTF8.GetString(plain) : null;
    }

    /// <summary>Opens a flow. Takes <see cref="Rights.Approve"/>: what is said in it loosens.</summary>
    /// <param name="actor">Who opens it.</param>
    /// <param name="request">What the user wants; or null.</param>
    /// <param name="agent">The agent that may join; null for any.</param>
    /// <param name="intent">The intent policy for it; null for the default.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public ValueTask<Outcome<FlowOpened>> OpenAsync(Actor actor, string? request, string? agent, string? intent, CancellationToken ct)
    {
        var (id, token) = (Ids.New("flow"), FlowToken.New());
        return _bureau.RunAsync(
            actor, Rights.Approve, "open a flow", id, async () =>
            {
                if (TooLong(request) is { } fault)
                {
                    return Outcome.Invalid<FlowOpened>([fault]);
                }

                if (agent is not null && !AgentIds.IsValid(agent))
                {
                    return Outcome.Invalid<FlowOpened>([$"agent: {AgentIds.Rule}"]);
                }

                var now = services.Clock.GetUtcNow();
                var flow = new FlowRecord
                {
                    Id = id,
                    TokenHash = FlowToken.HashOf(token),
                    Agent = agent,
                    Intent = intent,
                    Request = Sealed(id, request),
                    OpenedBy = actor.Id,
                    OpenedAt = now,
                    ExpiresAt = now + lifetime,
                };
                await _bureau.Log.WriteAsync(Reasons.FlowOpened, actor, id, $"flow opened{(agent is null ? "" : $" for agent {agent}")}{(intent is null ? "" : $", intent {intent}")}{(request is null ? "" : $", {request.Length} characters said")}", default).ConfigureAwait(false);
                await flows.AddAsync(flow, CancellationToken.None).ConfigureAwait(false);
                if (request is not null)
                {
                    await archive.SayAsync(KeyOf(flow), Caller.Local, request).ConfigureAwait(false);
                }

                return Outcome.Done(new FlowOpened(flow, token));
            },
            ct);
    }

    /// <summary>Says more in an open flow: a further turn of the user's. Takes <see cref="Rights.Approve"/>.</summary>
    public ValueTask<Outcome<FlowRecord>> SayAsync(Actor actor, string id, string request, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"say something in flow `{Bureau.Name(id)}`", id, async () =>
        {
            if (await flows.FindAsync(id, ct).ConfigureAwait(false) is not { } flow || !flow.IsOpen(services.Clock.GetUtcNow()))
            {
                return Unknown<FlowRecord>(id);
            }

            var whole = Said(flow, out _) is { Length: > 0 } before ? $"{before}\n{request}" : request;
            if (TooLong(whole) is { } fault)
            {
                return Outcome.Invalid<FlowRecord>([fault]);
            }

            await _bureau.Log.WriteAsync(Reasons.FlowSaid, actor, id, $"{request.Length} characters said", default).ConfigureAwait(false);
            if (!await flows.SayAsync(id, Sealed(id, whole), CancellationToken.None).ConfigureAwait(false))
            {
                await _bureau.FailedAsync(actor, id, $"flow {id} was closed before").ConfigureAwait(false);
                return Unknown<FlowRecord>(id);
            }

            await archive.SayAsync(KeyOf(flow), Caller.Local, request).ConfigureAwait(false);
            return Outcome.Done(await flows.FindAsync(id, CancellationToken.None).ConfigureAwait(false) ?? flow);
        },
        ct);

    /// <summary>Vouches for a value in an open flow: it may steer calls although it came from outside. Takes <see cref="Rights.Approve"/>. The log shows it masked where it is secret.</summary>
    public ValueTask<Outcome<FlowRecord>> VouchAsync(Actor actor, string id, string value, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"vouch for a value in flow `{Bureau.Name(id)}`", id, async () =>
        {
            if (await flows.FindAsync(id, ct).ConfigureAwait(false) is not { } flow || !flow.IsOpen(services.Clock.GetUtcNow()))
            {
                return Unknown<FlowRecord>(id);
            }

            if (value.Length is 0 or > MaxVouched)
            {
                return Outcome.Invalid<FlowRecord>([$"value: 1 to {MaxVouched} characters"]);
            }

            await _bureau.Log.WriteAsync(Reasons.FlowVouched, actor, id, $"vouched for `{value}`", default).ConfigureAwait(false);
            await archive.VouchAsync(KeyOf(flow), Caller.Local, value).ConfigureAwait(false);
            return Outcome.Done(flow);
        },
        ct);

    /// <summary>Closes a flow: nobody joins it any more, and what it remembers is dropped. Takes <see cref="Rights.Approve"/>.</summary>
    public ValueTask<Outcome<FlowRecord>> CloseAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Approve, $"close flow `{Bureau.Name(id)}`", id, async () =>
        {
            if (await flows.FindAsync(id, ct).ConfigureAwait(false) is not { } flow || !flow.IsOpen(services.Clock.GetUtcNow()))
            {
                return Unknown<FlowRecord>(id);
            }

            await _bureau.Log.WriteAsync(Reasons.FlowClosed, actor, id, "flow closed", default).ConfigureAwait(false);
            if (!await flows.CloseAsync(id, actor.Id, CancellationToken.None).ConfigureAwait(false))
            {
                await _bureau.FailedAsync(actor, id, $"flow {id} was closed before").ConfigureAwait(false);
                return Unknown<FlowRecord>(id);
            }

            return Outcome.Done(await flows.FindAsync(id, CancellationToken.None).ConfigureAwait(false) ?? flow);
        },
        ct);

    /// <summary>The flow that a client joins by its token, as the one caller and agent that may; or why it may not.</summary>
    /// <exception cref="RegistryException">The store cannot be read or written.</exception>
    public async ValueTask<(FlowRecord? Flow, Refusal? Refusal)> JoinAsync(string token, Caller caller, AgentRef agent, CancellationToken ct)
    {
        if (token.Length > FlowToken.MaxLength || await flows.FindByTokenAsync(FlowToken.HashOf(token), ct).ConfigureAwait(false) is not { } flow || !flow.IsOpen(services.Clock.GetUtcNow()))
        {
            return (null, new Refusal(Reasons.FlowUnknown, "no flow of that token is open; `policyguard flow open` opens one"));
        }

        if (flow.Agent is { } only && !string.Equals(only, agent.Id, StringComparison.Ordinal))
        {
            return (null, new Refusal(Reasons.FlowForeign, $"flow {flow.Id} was opened for another agent"));
        }

        var id = $"{caller.Proof.ToString().ToLowerInvariant()}:{caller.Id}";
        if (flow.Caller is null)
        {
            flow = await flows.JoinAsync(flow.Id, id, ct).ConfigureAwait(false);
        }

        return flow is null ? (null, new Refusal(Reasons.FlowUnknown, "the flow was closed at this moment"))
            : string.Equals(flow.Caller, id, StringComparison.Ordinal) ? (flow, null)
            : (null, new Refusal(Reasons.FlowForeign, $"another caller joined flow {flow.Id} first"));
    }

    /// <summary>The user said something by a way that the operator trusts: a header, a hook, a message. Nothing of it is kept but fingerprints.</summary>
    /// <exception cref="RegistryException">The store cannot be written.</exception>
    public ValueTask HearAsync(FlowKey flow, Caller caller, string request) => archive.SayAsync(flow, caller, request.Length > MaxRequest ? request[..MaxRequest] : request);

    /// <summary>The key of a flow that a person opened.</summary>
    public static FlowKey KeyOf(FlowRecord flow) => new(FlowKeySource.Authenticated, flow.Id);

    private byte[] Sealed(string id, string? request) => request is null ? [] : _vault.Value.Seal(id, SealedPart.Request, Encoding.UTF8.GetBytes(request));

    private static string? TooLong(string? request) =>
        request is not null && Encoding.UTF8.GetByteCount(request) > MaxRequest ? $"request: at most {MaxRequest} bytes in one flow" : null;

    private static Outcome<T> Unknown<T>(string id)
        where T : class => Outcome.Refused<T>(Reasons.FlowUnknown, $"no flow `{Bureau.Name(id)}` is open");
}
