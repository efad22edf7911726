using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// Decides to whom a message from the child belongs: by id, by subscription, by progress token, else to the only call that is open, else
/// to the session. Where clients share the child, a message that names no request reaches nobody once there was more than one client: it may
/// tell one of the other. The message's memory is the reader's; what is handed on is a copy, with the client's spellings put back.
/// </summary>
internal sealed class Inbox(
    PendingCalls calls, ServerRequests asked, WireIds ids, SinkQueue unsolicited, bool isShared, LineWriter writer, TimeProvider time, UpstreamLog log)
{
    // What is read again was within the bounds before; a client's own long id may carry it a little beyond.
    private static readonly RpcLimits Unbounded = new(int.MaxValue, int.MaxValue, int.MaxValue);

    internal void Take(RpcMessage message)
    {
        switch (message.Kind)
        {
            case RpcKind.Request:
                Ask(message);
                break;
            case RpcKind.Notification:
                Notify(message);
                break;
            default:
                Answer(message);
                break;
        }
    }

    /// <summary>The child said something that is no message; if the request is known that it was meant to answer, that one fails.</summary>
    internal void Garbage(string what, ReadOnlySpan<byte> id)
    {
        log.Write($"its output is not a message and was ignored: {what}");
        if (Wire.TryParse(id, out var wireId) && calls.TryTake(wireId, out var call))
        {
            call.Fail(new UpstreamException(Reasons.UpstreamGarbage, $"the upstream's answer was refused: {what}"));
        }
    }

    private void Answer(RpcMessage response)
    {
        if (response.Id.IsEmpty)
        {
            if (calls.Only() is { } only && calls.TryTake(only.WireId, out _))
            {
                only.Fail(new UpstreamException(Reasons.UpstreamGarbage, "the upstream could not read the request: it answered with an error that names none"));
            }

            log.Write($"it answered with an error that names no request: {LogText.Escape(response.Error.Span)}");
            return;
        }

        if (!Wire.TryParse(response.Id.Span, out var wireId) || !calls.TryTake(wireId, out var call))
        {
            // Usually the answer crossed with a cancellation.
            log.Write($"it answered a request that nobody waits for: id {LogText.Escape(response.Id.Span, 40)}");
            return;
        }

        if (!call.Request.ProgressToken.IsEmpty && JsonParts.TryGetMember(call.Request.Params, "task", out _))
        {
            calls.KeepToken(call);
        }

        var mine = Wire.Response(response, call.Request.Id);
        if (call.IsListening && Wire.Subscription(mine) is { IsEmpty: false } subscription)
        {
            mine = Again(JsonSplice.Replace(mine.Utf8, subscription, call.Request.Id.Span));
        }

        call.Complete(mine);
    }

    private void Ask(RpcMessage request)
    {
        var childId = request.Id.ToArray();
        var call = Guess();
        if (isShared && call is null)
        {
            if (!request.Is(RpcMethods.Ping))
            {
                Refuse(childId, "no client can be asked here");
            }
            else if (writer.HasRoom)
            {
                writer.Post(Wire.Pong(childId));
            }

            return;
        }

        var id = ids.Next();
        var mine = Again(JsonSplice.Replace(request.Utf8, request.Id, Wire.Bytes(id)));
        if (!asked.TryAdd(id, childId, call))
        {
            Refuse(childId, "too many requests wait for the client");
        }
        else if (!Post(call, mine))
        {
            _ = asked.TryWithdraw(childId, out _, out _);
            Refuse(childId, "the client does not take requests fast enough");
        }
    }

    private void Refuse(ReadOnlyMemory<byte> childId, string why)
    {
        // A child that asks and does not read gets no answer: it would be ours to keep.
        if (writer.HasRoom)
        {
            writer.Post(Wire.Refusal(childId, why));
        }
    }

    private void Notify(RpcMessage notification)
    {
        if (!notification.ProgressToken.IsEmpty && notification.Is(RpcMethods.Progress))
        {
            Progress(notification);
        }
        else if (!notification.CancelledId.IsEmpty)
        {
            Cancelled(notification);
        }
        else if (Wire.Subscription(notification) is { IsEmpty: false } subscription)
        {
            if (Wire.TryParse(subscription.Span, out var wireId) && calls.Find(wireId) is { } call)
            {
                Hand(call, Again(JsonSplice.Replace(notification.Utf8, subscription, call.Request.Id.Span)));
            }
        }
        else
        {
            // What changed for everybody belongs to no call, even where only one is open.
            var global = notification.Method!.EndsWith("/list_changed", StringComparison.Ordinal) || notification.Is("notifications/resources/updated");
            Hand(global ? null : Guess(), Again(notification.Utf8.ToArray()));
        }
    }

    private PendingCall? Guess() => isShared ? calls.OnlyOfOne() : calls.Only();

    private void Progress(RpcMessage notification)
    {
        if (!Wire.TryParse(notification.ProgressToken.Span, out var wireId))
        {
            return;
        }

        var call = calls.Find(wireId);
        var token = call is null ? calls.EndedToken(wireId) : call.Request.ProgressToken;
        if (call is not null)
        {
            call.LastNews = time.GetTimestamp();
        }

        if (!token.IsEmpty)
        {
            Hand(call, Again(JsonSplice.Replace(notification.Utf8, notification.ProgressToken, token.Span)));
        }
    }

    private void Cancelled(RpcMessage notification)
    {
        if (asked.TryWithdraw(notification.CancelledId.Span, out var id, out var call))
        {
            Hand(call, Again(JsonSplice.Replace(notification.Utf8, notification.CancelledId, Wire.Bytes(id))));
        }
        else if (Wire.TryParse(notification.CancelledId.Span, out var wireId) && calls.Find(wireId) is { IsListening: true } listening)
        {
            // From 2026-07-28 a server so ends a subscription; no response follows.
            Hand(listening, Again(JsonSplice.Replace(notification.Utf8, notification.CancelledId, listening.Request.Id.Span)));
            if (calls.TryTake(wireId, out _))
            {
                listening.FailAfterMessages(new UpstreamException(Reasons.UpstreamFailed, "the upstream ended the subscription"));
            }
        }
    }

    private void Hand(PendingCall? call, RpcMessage message)
    {
        if (!Post(call, message))
        {
            log.Write($"the client is too slow; {message.Method} was left out");
        }
    }

    private bool Post(PendingCall? call, RpcMessage message) => call?.Post(message) ?? unsolicited.Post(message);

    private RpcMessage Again(byte[] utf8) => RpcReader.TryRead(utf8, Unbounded, out var message, out var fault)
        ? message!
        : throw new InvalidOperationException($"a message that was read and spliced cannot be read again: {fault!.Message}");
}
