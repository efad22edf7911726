using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// Tasks: calls that an upstream goes on with after it answered (2025-11-25, and the extension of 2026-07-28). Only who made the call may ask
/// for its task. Asking how it stands passes; taking its result, giving it input and cancelling it are judged as the call that it is.
/// </summary>
internal sealed class TaskFamily(Gate.Gate gate, GatewayOptions options, FromUpstream fromUpstream, TimeProvider time)
{
    private readonly InputRequests _inputs = new(gate, options, time);

    /// <summary>Treats one request about tasks.</summary>
    /// <exception cref="UpstreamException">With <see cref="Reasons.SessionUnknown"/>: the upstream ended the session.</exception>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> TreatAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var message = exchange.Message;
        if (exchange.Era == Era.Modern && (message.Is(Methods.TasksList) || message.Is(Methods.TasksResult)))
        {
            return new RouterReply(
                RpcErrors.Error(message.Id.Span, RpcErrors.MethodNotFound, $"this method is not part of revision {Revisions.Modern}; `tasks/get` brings the result", Reasons.MethodUnknown), 404);
        }

        try
        {
            if (message.Is(Methods.TasksList))
            {
                return await ListAsync(exchange, route, ct).ConfigureAwait(false);
            }

            return RawJson.Text(RawJson.Member(message.Params, "taskId")) is { } id && route.Link.Tasks.Find(exchange.Session, exchange.Agent, id) is { } began
                ? await TreatAsync(exchange, route, began, ct).ConfigureAwait(false)
                : await UnknownAsync(exchange).ConfigureAwait(false);
        }
        catch (LedgerException)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Refused, "the audit log cannot be written, so the result is withheld; tell the operator", Reasons.ResultWithheld));
        }
        catch (RegistryException e)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Refused, $"the registry cannot be read: {e.Message}", Reasons.RegistryUnavailable));
        }
        catch (UpstreamException e) when (e.Reason != Reasons.SessionUnknown || exchange.Session.IsShared)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Internal, e.Message, e.Reason));
        }
    }

    private async ValueTask<RouterReply> TreatAsync(Exchange exchange, Route route, ToolCall began, CancellationToken ct)
    {
        var forward = new Forward(exchange, route, fromUpstream);
        var asks = exchange.Message.Is(Methods.TasksGet);
        if (asks)
        {
            var answer = await forward.SendAsync(ct).ConfigureAwait(false);
            if (answer.Message.Kind == RpcKind.Error)
            {
                return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
            }

            if (!BringsResult(answer.Message.Result))
            {
                return await AskedAsync(exchange, route.Link, forward, answer.Message.Utf8, began, ct).ConfigureAwait(false);
            }
        }

        // What tasks/get brought is in our hands; it is handed over, or not.
        var call = await CallOf(exchange, route.Link, began, ct).ConfigureAwait(false);
        var reply = await gate.InvokeAsync(call, asks ? new HandOver(forward.Raw) : forward, ct).ConfigureAwait(false);
        if (reply is { Status: ReplyStatus.Failed, Reason: Reasons.SessionUnknown } && !exchange.Session.IsShared)
        {
            throw new UpstreamException(reply.Reason, reply.Message);
        }

        if (reply.Status != ReplyStatus.Done)
        {
            // The answer to a request about a task is no tool result.
            return Refusals.Of(exchange.Message.Id.Span, reply, exchange.Era, DenyAs.JsonRpcError);
        }

        if (!asks && !forward.HasRun)
        {
            return new RouterReply(RawJson.Response(exchange.Message.Id.Span, reply.Result!.Json.Span, reply.Result.IsProtocolError));
        }

        var utf8 = reply.Result!.Json.Equals(forward.Raw) ? forward.Answer.Message.Utf8 : JsonSplice.Replace(forward.Answer.Message.Utf8, forward.Raw, reply.Result.Json.Span);
        return await AskedAsync(exchange, route.Link, forward, utf8, began, ct).ConfigureAwait(false);
    }

    // A task that waits for input asks in its state; a text in the state is written down where something is found in it.
    private async ValueTask<RouterReply> AskedAsync(Exchange exchange, UpstreamLink link, Forward forward, ReadOnlyMemory<byte> utf8, ToolCall began, CancellationToken ct)
    {
        var answer = forward.Answer;
        if (answer.Message.Kind == RpcKind.Result)
        {
            if (!BringsResult(answer.Message.Result) && exchange.Message.Is(Methods.TasksGet) && gate.HasFindings(answer.Message.Result))
            {
                if ((await gate.ObserveAsync(began, answer.Message.Result).ConfigureAwait(false)).Json is not { } shown)
                {
                    return new RouterReply(RpcErrors.Error(
                        exchange.Message.Id.Span, RpcErrors.Refused, "PolicyGuard withheld the state of the task because of what was found in it; the task goes on", Reasons.ResultBlocked, began.Id));
                }

                utf8 = shown.Equals(answer.Message.Result) ? utf8 : JsonSplice.Replace(answer.Message.Utf8, answer.Message.Result, shown.Span);
            }

            if (await _inputs.RefusesAsync(Party.Of(exchange), link, answer.Message.Result, ct).ConfigureAwait(false) is { } unasked)
            {
                return Refusals.Of(exchange.Message.Id.Span, unasked, exchange.Era, DenyAs.JsonRpcError);
            }
        }

        return new RouterReply(utf8, answer.HttpStatus);
    }

    // An upstream may keep one list for all its clients; ours see what they started.
    private async ValueTask<RouterReply> ListAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var message = exchange.Message;
        if (exchange.Session.IsShared)
        {
            return new RouterReply(RpcErrors.Error(
                message.Id.Span, RpcErrors.MethodNotFound, "clients without a session share one here, so nobody may list its tasks; initialize first", Reasons.MethodUnknown));
        }

        var answer = await new Forward(exchange, route, fromUpstream).SendAsync(ct).ConfigureAwait(false);
        if (answer.Message.Kind == RpcKind.Error)
        {
            return new RouterReply(answer.Message.Utf8, answer.HttpStatus);
        }

        var array = RawJson.Member(answer.Message.Result, "tasks");
        if (array.IsEmpty || array.Span[0] != '[')
        {
            throw new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{route.Link.Name}` answered `{message.Method}` without a list");
        }

        var entries = JsonParts.Elements(array);
        var visible = entries.ConvertAll(entry =>
            RawJson.Text(RawJson.Member(entry, "taskId")) is { } id && route.Link.Tasks.Find(exchange.Session, exchange.Agent, id) is not null);
        return new RouterReply(ListCut.Apply(answer.Message, array, entries, visible), answer.HttpStatus);
    }

    private async ValueTask<RouterReply> UnknownAsync(Exchange exchange)
    {
        await gate.RecordMalformedAsync(
            Reasons.TaskUnknown, $"{exchange.Message.Method}: the task is not one that this client and agent started here", exchange.Session.Endpoint.Name, exchange.Session.Caller).ConfigureAwait(false);
        return new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.InvalidParams, "Task not found", Reasons.TaskUnknown));
    }

    private static bool BringsResult(ReadOnlyMemory<byte> state) => !RawJson.Member(state, "result").IsEmpty || !RawJson.Member(state, "error").IsEmpty;

    // The call goes on: the same tool and arguments, by today's rules; what the request says beside them is screened and bound.
    private async ValueTask<ToolCall> CallOf(Exchange exchange, UpstreamLink link, ToolCall began, CancellationToken ct) => new()
    {
        Id = Ids.Call(time.GetUtcNow()),
        Kind = began.Kind,
        ActionType = began.ActionType,
        Target = began.Target,
        Upstream = link.Name,
        Method = exchange.Message.Method,
        Continues = began.Id,
        IsFollowUp = !exchange.Message.Is(Methods.TasksUpdate),
        Arguments = began.Arguments,
        Sent = Sent.Beside(exchange.Message),
        Caller = exchange.Session.Caller,
        Agent = exchange.Agent,
        Flow = exchange.Flow,
        Context = options.Context,
        Definition = began.Kind == CallKind.Tool ? await Definitions.FindAsync(exchange, link, began.Target.Shown, ct).ConfigureAwait(false) : null,
        ReceivedAt = time.GetUtcNow(),
    };
}
