using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// The HTTP status of a child's answer. Pipes have none, yet a client that reaches the child through us over HTTP decides by it which era
/// the server is of, and whether to try another version (2026-07-28, Streamable HTTP, Error Handling). Sessions of older revisions know 200 only.
/// </summary>
internal static class ModernStatus
{
    /// <summary>The status that goes with the answer to a request.</summary>
    internal static int Of(RpcMessage request, RpcMessage answer) =>
        answer.Kind != RpcKind.Error || request.ProtocolVersion is null || request.Is(RpcMethods.Initialize) ? 200 : Code(answer.Error.Span) switch
        {
            -32601 => 404, // no such method
            -32020 or -32021 or -32022 => 400, // header and body differ, a capability is missing, the version is not spoken
            _ => 200,
        };

    private static int Code(ReadOnlySpan<byte> error)
    {
        var json = new Utf8JsonReader(error);
        while (json.Read())
        {
            if (json.CurrentDepth == 1 && json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("code"u8))
            {
                return json.Read() && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var code) ? code : 0;
            }
        }

        return 0;
    }
}
