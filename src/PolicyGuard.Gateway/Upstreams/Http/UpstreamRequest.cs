using System.Net.Http.Headers;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>
/// Makes the HTTP requests that an upstream sees. It gets the configured headers and what <see cref="RequestHeaders"/> carries, and nothing
/// else of the client's: a client's own credentials never reach an upstream (MCP forbids token passthrough).
/// </summary>
internal static class UpstreamRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A POST of one message.</summary>
    public static HttpRequestMessage Post(HttpUpstream upstream, RpcMessage message, RequestHeaders headers, string? sessionId)
    {
        var content = new ReadOnlyMemoryContent(message.Utf8);
        content.Headers.ContentType = Json;
        return With(new HttpRequestMessage(HttpMethod.Post, upstream.Options.Url) { Content = content }, upstream, headers, sessionId, "application/json, text/event-stream");
    }

    /// <summary>A GET of the stream of unasked messages, or of the rest of a broken one.</summary>
    public static HttpRequestMessage Get(HttpUpstream upstream, RequestHeaders headers, string? sessionId) =>
        With(new HttpRequestMessage(HttpMethod.Get, upstream.Options.Url), upstream, headers, sessionId, "text/event-stream");

    /// <summary>A DELETE of the session.</summary>
    public static HttpRequestMessage Delete(HttpUpstream upstream, RequestHeaders headers, string sessionId) =>
        With(new HttpRequestMessage(HttpMethod.Delete, upstream.Options.Url), upstream, headers, sessionId, "application/json, text/event-stream");

    private static HttpRequestMessage With(HttpRequestMessage request, HttpUpstream upstream, RequestHeaders headers, string? sessionId, string accept)
    {
        var target = request.Headers;
        target.TryAddWithoutValidation("Accept", accept);
        var passed = headers.Values;
        for (var i = 0; i < passed.Count; i++)
        {
            target.TryAddWithoutValidation(passed[i].Key, passed[i].Value);
        }

        if (sessionId is not null)
        {
            target.TryAddWithoutValidation("Mcp-Session-Id", sessionId);
        }

        foreach (var (name, value) in upstream.Headers)
        {
            // The operator's word replaces what came from the client.
            target.Remove(name);
            target.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
