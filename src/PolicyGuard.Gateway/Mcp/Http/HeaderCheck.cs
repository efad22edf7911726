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
    /// <summary>Names the revision.</summary>
    public const string Version = "MCP-Protocol-Version";

    /// <summary>Names the session (legacy era).</summary>
    public const string Session = "Mcp-Session-Id";

    /// <summary>Names the method.</summary>
    public const string Method = "Mcp-Method";

    /// <summary>Names the tool, prompt or resource.</summary>
    public const string Name = "Mcp-Name";

    /// <summary>What is wrong: the error's code, the reason id and words for a person; null where all agrees.</summary>
    public static (int Code, string Reason, string Wrong)? Fault(RpcMessage message, IHeaderDictionary headers)
    {
        if (message.ProtocolVersion is null)
        {
            return (RpcErrors.InvalidParams, Reasons.MessageInvalid, "_meta has no io.modelcontextprotocol/protocolVersion");
        }

        if (RawJson.Member(message.Meta, "io.modelcontextprotocol/clientCapabilities").IsEmpty)
        {
            return (RpcErrors.InvalidParams, Reasons.MessageInvalid, "_meta has no io.modelcontextprotocol/clientCapabilities");
        }

        return Mismatch(message, headers) is { } wrong ? (RpcErrors.HeaderMismatch, Reasons.HeaderMismatch, wrong) : null;
    }

    /// <summary>What is wrong with the version that a legacy request names (2025-06-18 and later, Protocol Version Header); null where it names none, or one of ours.</summary>
    public static string? Unspoken(IHeaderDictionary headers) => !headers.TryGetValue(Version, out var named) || (named.Count == 1 && Revisions.Legacy.Contains(named[0]))
        ? null
        : $"the {Version} header names no version that is spoken here: {string.Join(", ", Revisions.Legacy)}, or {Revisions.Modern} with its `_meta`";

    /// <summary>A header that comes exactly once.</summary>
    public static string? Of(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    private static string? Mismatch(RpcMessage message, IHeaderDictionary headers)
    {
        if (Of(headers, Version) is not { } version)
        {
            return $"the {Version} header is missing or comes twice";
        }

        if (!string.Equals(version, message.ProtocolVersion, StringComparison.Ordinal))
        {
            return $"the {Version} header and _meta of the body name different versions";
        }

        if (!string.Equals(Of(headers, Method), message.Method, StringComparison.Ordinal))
        {
            return $"the {Method} header does not name the body's method";
        }

        var name = message.Method switch
        {
            RpcMethods.ToolsCall or RpcMethods.PromptsGet => message.Name,
            RpcMethods.ResourcesRead => message.Uri,
            _ => null,
        };
        return name is null || (Of(headers, Name) is { } header && string.Equals(HeaderText.Decode(header), name, StringComparison.Ordinal))
            ? null
            : $"the {Name} header does not name what the body names";
    }
}
