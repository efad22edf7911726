using Microsoft.AspNetCore.Http;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>
/// Holds a modern request's headers against its body (2026-07-28, Streamable HTTP, Server Validation): whoever routes by header and
/// whoever executes the body must see one request.
/// </summary>
internal static class HeaderCheck
{
    /// <summary>What does not agree, for a person; null where all agrees.</summary>
    public static string? Mismatch(RpcMessage message, IHeaderDictionary headers)
    {
        if (Of(headers, "MCP-Protocol-Version") is not { } version)
        {
            return "the MCP-Protocol-Version header is missing or comes twice";
        }

        if (!string.Equals(version, message.ProtocolVersion, StringComparison.Ordinal))
        {
            return "the MCP-Protocol-Version header and _meta of the body name different versions";
        }

        if (!string.Equals(Of(headers, "Mcp-Method"), message.Method, StringComparison.Ordinal))
        {
            return "the Mcp-Method header does not name the body's method";
        }

        var name = message.Method switch
        {
            RpcMethods.ToolsCall or RpcMethods.PromptsGet => message.Name,
            RpcMethods.ResourcesRead => message.Uri,
            _ => null,
        };
        return name is null || (Of(headers, "Mcp-Name") is { } header && string.Equals(HeaderText.Decode(header), name, StringComparison.Ordinal))
            ? null
            : "the Mcp-Name header does not name what the body names";
    }

    /// <summary>A header that comes exactly once.</summary>
    public static string? Of(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
}
