using System.Buffers;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// What a request says of its flow, in headers or in <c>_meta</c>: the token by which it joins one, and the user's words. Both are for us: they are cut
/// out before the message is looked at, screened or forwarded, because a token is a secret and the user's words are not the upstream's.
/// </summary>
/// <param name="Message">The message without them.</param>
/// <param name="Token">The token, or null.</param>
/// <param name="Request">The user's words, or null.</param>
internal readonly record struct FlowHints(RpcMessage Message, string? Token, string? Request)
{
    private const string FlowKey = "policyguard/flow";
    private const string RequestKey = "policyguard/request";

    /// <summary>Whether anything is said.</summary>
    public bool SaysSomething => Token is not null || Request is not null;

    /// <summary>Reads a request.</summary>
    public static FlowHints Of(RpcMessage message, RequestHeaders headers)
    {
        if (message.Meta.IsEmpty || !RawJson.MayHold(message.Meta, "policyguard/"u8))
        {
            return new FlowHints(message, headers.Flow, headers.Request);
        }

        var (token, request) = (RawJson.Member(message.Meta, FlowKey), RawJson.Member(message.Meta, RequestKey));
        if (token.IsEmpty && request.IsEmpty)
        {
            return new FlowHints(message, headers.Flow, headers.Request);
        }

        // Something that is no text names no flow that is open.
        var (said, words) = (token.IsEmpty ? headers.Flow : RawJson.Text(token) ?? "", request.IsEmpty ? headers.Request : RawJson.Text(request));
        return new FlowHints(RawJson.Message(Cut(message.Utf8, message.Meta)), said, words);
    }

    private static byte[] Cut(ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte> meta)
    {
        var buffer = new ArrayBufferWriter<byte>(meta.Length);
        buffer.Write("{"u8);
        var first = true;
        foreach (var (name, member) in RawJson.Members(meta))
        {
            if (name is FlowKey or RequestKey)
            {
                continue;
            }

            if (!first)
            {
                buffer.Write(","u8);
            }

            buffer.Write(member.Span);
            first = false;
        }

        buffer.Write("}"u8);
        return JsonSplice.Replace(utf8, meta, buffer.WrittenSpan);
    }
}
