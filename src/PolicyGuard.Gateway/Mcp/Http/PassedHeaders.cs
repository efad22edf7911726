using Microsoft.AspNetCore.Http;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Which of a client's headers go on to an upstream. Everything else stays here, first of all its credentials and cookies.</summary>
internal static class PassedHeaders
{
    private static readonly string[] Names = ["MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Last-Event-ID", "traceparent", "tracestate", "baggage"];
    private const string ParameterPrefix = "Mcp-Param-";

    // For us: the token of a flow, and what the user said, percent-encoded UTF-8 (RFC 3986).
    private const string FlowHeader = "PolicyGuard-Flow";
    private const string RequestHeader = "PolicyGuard-Request";

    /// <summary>The headers to hand on.</summary>
    public static RequestHeaders Of(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, string>>? passed = null;
        foreach (var (name, values) in headers)
        {
            if (values.Count == 1 && values[0] is { } value && Passes(name))
            {
                (passed ??= new List<KeyValuePair<string, string>>(4)).Add(new(name, value));
            }
        }

        var (flow, request) = (One(headers, FlowHeader), One(headers, RequestHeader));
        return passed is null && flow is null && request is null
            ? RequestHeaders.None
            : new RequestHeaders(passed ?? []) { Flow = flow, Request = request is null ? null : Uri.UnescapeDataString(request) };
    }

    // Of two values nobody knows which is meant; an empty one names no flow that is open.
    private static string? One(IHeaderDictionary headers, string name) => !headers.TryGetValue(name, out var values) || values.Count == 0 ? null : values.Count == 1 ? values[0] : "";

    private static bool Passes(string name)
    {
        if (name.StartsWith(ParameterPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var passed in Names)
        {
            if (string.Equals(passed, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
