using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>The messages that the gateway itself sends to an upstream.</summary>
internal static class OwnMessages
{
    /// <summary>Our name and version, as MCP's <c>Implementation</c>.</summary>
    public static readonly byte[] Implementation =
        Encoding.UTF8.GetBytes($$"""{"name":"policyguard","version":"{{typeof(OwnMessages).Assembly.GetName().Version?.ToString(3)}}"}""");

    /// <summary>The members that every modern request's <c>_meta</c> has, without braces.</summary>
    public static readonly byte[] ModernMeta =
    [
        .. "\"io.modelcontextprotocol/protocolVersion\":\""u8, .. Encoding.UTF8.GetBytes(Revisions.Modern), .. "\",\"io.modelcontextprotocol/clientInfo\":"u8,
        .. Implementation, .. ",\"io.modelcontextprotocol/clientCapabilities\":{}"u8,
    ];

    /// <summary>A request with an id that no client of ours uses.</summary>
    /// <param name="id">The id, a string.</param>
    /// <param name="method">The method.</param>
    /// <param name="era">Modern requests carry <c>_meta</c>.</param>
    /// <param name="members">Writes the members of <c>params</c> beside <c>_meta</c>, or null.</param>
    public static RpcMessage Request(string id, string method, Era era, Action<Utf8JsonWriter>? members = null) => Make(id, method, era, members);

    /// <summary>A notification.</summary>
    public static RpcMessage Notification(string method) => Make(null, method, Era.Legacy, null);

    private static RpcMessage Make(string? id, string method, Era era, Action<Utf8JsonWriter>? members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            if (id is not null)
            {
                json.WriteString("id"u8, id);
            }

            json.WriteString("method"u8, method);
            if (members is not null || era == Era.Modern)
            {
                json.WriteStartObject("params"u8);
                members?.Invoke(json);
                if (era == Era.Modern)
                {
                    json.WritePropertyName("_meta"u8);
                    json.WriteRawValue([(byte)'{', .. ModernMeta, (byte)'}'], skipInputValidation: true);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return RawJson.Message(buffer.WrittenSpan.ToArray());
    }
}
