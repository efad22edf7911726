using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Writes whole JSON answers.</summary>
internal static class HttpAnswer
{
    /// <summary>Writes one JSON body.</summary>
    public static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return response.BodyWriter.WriteAsync(json, http.RequestAborted).AsTask();
    }

    /// <summary>Writes a JSON-RPC error. Clients of both eras look into the body of a 4xx.</summary>
    public static Task WriteErrorAsync(HttpContext http, int status, ReadOnlyMemory<byte> id, int code, string message, string? reason = null) =>
        WriteAsync(http, status, RpcErrors.Error(id.Span, code, message, reason));
}
