namespace TinyMcp;

/// <summary>The answer to one message.</summary>
/// <param name="Utf8">The JSON-RPC response; null for a notification, which has none.</param>
/// <param name="ErrorCode">The JSON-RPC error code, or 0.</param>
/// <param name="IsStateless">The request was of the stateless revision, whose HTTP binding gives errors a status.</param>
public readonly record struct Reply(byte[]? Utf8, int ErrorCode, bool IsStateless)
{
    /// <summary>The HTTP status that goes with it.</summary>
    public int HttpStatus => (Utf8, ErrorCode) switch
    {
        (null, _) => 202,
        (_, RpcError.ParseError or RpcError.InvalidRequest) => 400,
        _ when !IsStateless => 200,
        (_, RpcError.MethodNotFound) => 404,
        (_, RpcError.HeaderMismatch or RpcError.UnsupportedRevision) => 400,
        _ => 200,
    };
}

/// <summary>JSON-RPC error codes, and two of MCP's own.</summary>
public static class RpcError
{
    /// <summary>Not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>JSON, but not a request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>A method that is not offered.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>Parameters that do not fit the method.</summary>
    public const int InvalidParams = -32602;

    /// <summary>A header says something else than the body.</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>A revision that is not spoken.</summary>
    public const int UnsupportedRevision = -32022;
}
