using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>An upstream's answer to a call as a client of the joined endpoint reads it.</summary>
internal static class JoinedAnswer
{
    /// <summary>With handles for URIs, and with the <c>resultType</c> that a modern client expects where a legacy upstream gave none.</summary>
    public static ReadOnlyMemory<byte> Show(ReadOnlyMemory<byte> utf8, UpstreamLink link, Era era)
    {
        if (era == Era.Legacy && !RawJson.MayHold(utf8, "\"uri\""u8))
        {
            return utf8;
        }

        var message = RawJson.Message(utf8);
        if (era == Era.Modern && message.Kind == RpcKind.Result && message.Result.Span[0] == '{' && RawJson.Member(message.Result, "resultType").IsEmpty)
        {
            message = RawJson.Message(JsonSplice.AppendMember(message.Utf8, message.Result, "resultType", "\"complete\""u8));
        }

        return UriRewrite.Response(message.Utf8, message.Result, link);
    }
}
