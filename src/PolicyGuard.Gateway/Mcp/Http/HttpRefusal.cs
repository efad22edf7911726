using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Turns HTTP requests away before they are calls, and writes down that it did.</summary>
internal sealed class HttpRefusal(Gate.Gate gate)
{
    /// <summary>Turns a request away.</summary>
    public async Task WriteAsync(HttpContext http, string where, int status, int code, string message, string reason, ReadOnlyMemory<byte> id = default)
    {
        await gate.RecordMalformedAsync(reason, message, where, HttpCaller.Of(http)).ConfigureAwait(false);
        await HttpAnswer.WriteErrorAsync(http, status, id, code, message, reason).ConfigureAwait(false);
    }

    /// <summary>The session is not known: a client that reads 404 begins a new one.</summary>
    public Task UnknownSessionAsync(HttpContext http, Endpoint endpoint, ReadOnlyMemory<byte> id = default) =>
        WriteAsync(http, endpoint.Name, 404, RpcErrors.SessionUnknown, "the session is not known, or ended: initialize again", Reasons.SessionUnknown, id);

    /// <summary>The HTTP method is not one of this endpoint's.</summary>
    public static Task NotAllowedAsync(HttpContext http)
    {
        http.Response.Headers.Allow = "POST";
        return HttpAnswer.WriteErrorAsync(http, 405, default, RpcErrors.BadRequest, "this method is not allowed here without a session");
    }
}
