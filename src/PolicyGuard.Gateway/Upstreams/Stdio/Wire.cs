using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// What goes over a child's pipes instead of the client's own ids. Every request gets a small number of ours as its id and as its progress
/// token, and the client's spelling is put back into what returns: so <c>1.0</c>, <c>"é"</c> and numbers beyond 2^53 survive servers that
/// would spell them anew, and clients that share a child cannot collide.
/// </summary>
internal static class Wire
{
    private const string SubscriptionId = "io.modelcontextprotocol/subscriptionId";

    /// <summary>The number as it stands in a message.</summary>
    internal static byte[] Bytes(long id)
    {
        Span<byte> text = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(id, text, out var length);
        return text[..length].ToArray();
    }

    /// <summary>Reads one of our numbers; nothing else that a child may have put in its place.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> raw, out long id) =>
        Utf8Parser.TryParse(raw, out id, out var used) && used == raw.Length && id > 0 && raw[0] is >= (byte)'1' and <= (byte)'9';

    /// <summary>Writes the client's request as the child gets it.</summary>
    /// <exception cref="IOException">The child's input is broken.</exception>
    internal static void Write(LineWriter writer, RpcMessage request, long id)
    {
        var bytes = Bytes(id);
        if (request.ProgressToken.IsEmpty)
        {
            var at = Offset(request.Utf8, request.Id);
            var text = request.Utf8.Span;
            writer.Post(text[..at], bytes, text[(at + request.Id.Length)..]);
        }
        else
        {
            writer.Post(JsonSplice.Apply(request.Utf8, RpcEdits.Id(request, bytes), RpcEdits.ProgressToken(request, bytes)));
        }
    }

    /// <summary>The child's response as the client gets it. The message's memory is the reader's; the outcome's is its own.</summary>
    internal static RpcMessage Response(RpcMessage response, ReadOnlyMemory<byte> id)
    {
        var document = JsonSplice.Replace(response.Utf8, response.Id, id.Span).AsMemory();
        var idAt = Offset(response.Utf8, response.Id);
        return new RpcMessage
        {
            Utf8 = document,
            Kind = response.Kind,
            Id = document.Slice(idAt, id.Length),
            Result = Moved(response.Result),
            Error = Moved(response.Error),
        };

        ReadOnlyMemory<byte> Moved(ReadOnlyMemory<byte> part)
        {
            if (part.IsEmpty)
            {
                return default;
            }

            var at = Offset(response.Utf8, part);
            return document.Slice(at < idAt ? at : at + id.Length - response.Id.Length, part.Length);
        }
    }

    /// <summary>Tells the child that nobody waits for an answer any more.</summary>
    internal static byte[] Cancelled(long id, string reason) =>
        Encoding.ASCII.GetBytes($$$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{id}}},"reason":"{{{reason}}}"}}""");

    /// <summary>Answers a ping of the child's.</summary>
    internal static byte[] Pong(ReadOnlyMemory<byte> id) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id.Span, .. ",\"result\":{}}"u8];

    /// <summary>Answers a request of the child's that cannot be handed on.</summary>
    internal static byte[] Refusal(ReadOnlyMemory<byte> id, string why) =>
        [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id.Span, .. Encoding.ASCII.GetBytes($$$""","error":{"code":-32603,"message":"{{{why}}}"}}""")];

    /// <summary>The raw id of the <c>subscriptions/listen</c> request to which a notification, or the result of that request, belongs; else empty.</summary>
    internal static ReadOnlyMemory<byte> Subscription(RpcMessage message)
    {
        var meta = message.Meta;
        if (!message.Result.IsEmpty && message.Result.Span[0] == '{')
        {
            _ = JsonParts.TryGetMember(message.Result, "_meta", out meta);
        }

        return !meta.IsEmpty && meta.Span[0] == '{' && JsonParts.TryGetMember(meta, SubscriptionId, out var id) ? id : default;
    }

    private static int Offset(ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> part) =>
        (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(whole.Span), ref MemoryMarshal.GetReference(part.Span));
}
