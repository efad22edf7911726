using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>
/// What a modern HTTP server says beside its JSON (2026-07-28, Streamable HTTP, Protocol Version Header), said here where the upstream has no
/// HTTP of its own: an unknown method is 404, a version or header that cannot be served 400.
/// </summary>
internal static class ModernStatus
{
    /// <summary>The answer with the status that goes with its error.</summary>
    public static RouterReply Of(RouterReply reply)
    {
        if (reply.HttpStatus != 200 || !RawJson.MayHold(reply.Utf8, "\"error\""u8) || RawJson.Message(reply.Utf8) is not { Kind: RpcKind.Error } error)
        {
            return reply;
        }

        var code = RawJson.Member(error.Error, "code").Span;
        var status = code.SequenceEqual("-32601"u8) ? 404 : code.SequenceEqual("-32020"u8) || code.SequenceEqual("-32021"u8) || code.SequenceEqual("-32022"u8) ? 400 : 200;
        return reply with { HttpStatus = status };
    }

    /// <summary>The answer to a request in a version that we do not speak; null where we do.</summary>
    public static RouterReply? Unspoken(RpcMessage message)
    {
        if (message.ProtocolVersion is null or Revisions.Modern)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(message.Id.Span, skipInputValidation: true);
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, RpcErrors.UnsupportedVersion);
            json.WriteString("message"u8, "Unsupported protocol version"u8);
            json.WriteStartObject("data"u8);
            json.WriteStartArray("supported"u8);
            json.WriteStringValue(Revisions.Modern);
            json.WriteEndArray();
            json.WriteString("requested"u8, message.ProtocolVersion);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new RouterReply(buffer.WrittenSpan.ToArray(), 400);
    }
}
