using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>How a conversation with an upstream speaks: its era and version, and the headers that go with them.</summary>
/// <param name="Era">The era.</param>
/// <param name="Version">The revision.</param>
internal sealed record Dialect(Era Era, string Version)
{
    private readonly RequestHeaders _legacy = new([new("MCP-Protocol-Version", Version)]);

    /// <summary>The headers of one of our own requests, or of one that came without.</summary>
    public RequestHeaders Headers(RpcMessage message)
    {
        if (Era == Era.Legacy)
        {
            return _legacy;
        }

        var name = message.Method is RpcMethods.ToolsCall or RpcMethods.PromptsGet ? message.Name : message.Is(RpcMethods.ResourcesRead) ? message.Uri : null;
        return name is null
            ? new RequestHeaders([new("MCP-Protocol-Version", Version), new("Mcp-Method", message.Method ?? "")])
            : new RequestHeaders([new("MCP-Protocol-Version", Version), new("Mcp-Method", message.Method ?? ""), new("Mcp-Name", HeaderText.Encode(name))]);
    }
}

/// <summary>Text in header values (2026-07-28, Streamable HTTP, Value Encoding).</summary>
internal static class HeaderText
{
    private const string Prefix = "=?base64?";
    private const string Suffix = "?=";

    /// <summary>The header value for a text: itself where it is plain ASCII, else base64 between markers.</summary>
    public static string Encode(string text)
    {
        var plain = text.Length > 0 && text[0] is not (' ' or '\t') && text[^1] is not (' ' or '\t') && !(IsMarked(text));
        foreach (var c in text)
        {
            plain &= c is (>= ' ' and <= '~') or '\t';
        }

        return plain ? text : $"{Prefix}{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}{Suffix}";
    }

    /// <summary>The text of a header value; null where its base64 is none or not UTF-8.</summary>
    public static string? Decode(string value)
    {
        if (!IsMarked(value))
        {
            return value;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(value[Prefix.Length..^Suffix.Length]));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsMarked(string text) =>
        text.Length >= Prefix.Length + Suffix.Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text.EndsWith(Suffix, StringComparison.Ordinal);
}
