using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Reads one JSON-RPC 2.0 message in one pass and notes where the members lie that the gate reads; the bytes stay as they came.
/// MUST refuse every text that two readers could take for two different calls (see <see cref="StrictJson"/>), and MUST NOT throw
/// whatever the bytes are.
/// </summary>
public static class RpcReader
{
    /// <summary>Reads a message; blanks around it are allowed.</summary>
    /// <param name="utf8">The text. The message keeps it: the caller must not change it afterwards.</param>
    /// <param name="limits">The bounds within which it is read.</param>
    /// <param name="message">The message, where it is accepted.</param>
    /// <param name="fault">Why it is refused, where it is not.</param>
    /// <returns>Whether the message is accepted.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, RpcLimits limits, out RpcMessage? message, out RpcFault? fault)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        var json = new StrictJsonReader(utf8.Span, limits, stackalloc MemberName[StrictJsonReader.RoomForNames]);
        try
        {
            var parts = default(RpcParts);
            fault = Walk(ref json, utf8.Span, ref parts);
            if (fault is not null)
            {
                // What is no JSON has no id, and what is too long is not looked at again.
                var readable = fault.Code != StrictJsonFaults.ParseError && utf8.Length <= limits.MaxBytes;
                fault = readable ? fault with { Id = RpcIdRecovery.Find(utf8, parts) } : fault;
                return false;
            }

            return TryMake(utf8, parts, out message, out fault);
        }
        finally
        {
            json.Dispose();
        }
    }

    private static RpcFault? Walk(ref StrictJsonReader json, ReadOnlySpan<byte> utf8, ref RpcParts parts)
    {
        if (!json.Read())
        {
            return json.Fault ?? throw new InvalidOperationException("an empty text is a fault");
        }

        switch (json.Kind)
        {
            case JsonTokenType.StartObject when RpcWalk.Envelope(ref json, ref parts):
                json.Read();
                return json.Fault;
            case JsonTokenType.StartObject:
                return json.Fault;
            case JsonTokenType.StartArray:
                return new(StrictJsonFaults.InvalidRequest, Reasons.MessageBatch, "the message is a batch; send its messages one by one", default);
            default:
                json.Read();
                return json.Fault ?? Invalid("the message is not an object", default);
        }
    }

    private static bool TryMake(ReadOnlyMemory<byte> utf8, in RpcParts parts, out RpcMessage? message, out RpcFault? fault)
    {
        message = null;
        var text = utf8.Span;
        var wrong = RpcJudge.Envelope(text, parts, out var kind);
        string? method = null;
        if (wrong is null && parts.Method.IsPresent)
        {
            method = RpcMethods.Find(text.Slice(parts.Method.Start + 1, parts.Method.Length - 2)) ?? parts.Method.Text(text);
            wrong = RpcJudge.Method(kind, method) ?? RpcJudge.Params(text, parts, method);
        }

        if (wrong is not null)
        {
            fault = Invalid(wrong, parts.Id.IsToken ? parts.Id.Of(utf8) : default);
            return false;
        }

        fault = null;
        message = RpcMessage.Of(utf8, parts, kind, method);
        return true;
    }

    private static RpcFault Invalid(string text, ReadOnlyMemory<byte> id) => new(StrictJsonFaults.InvalidRequest, Reasons.MessageInvalid, text, id);
}
