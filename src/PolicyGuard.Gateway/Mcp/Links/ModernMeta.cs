using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// Carries a request across the eras: one that came without a version gets the members of <c>_meta</c> that the modern revision requires,
/// and one that has them loses them on its way to a legacy upstream.
/// </summary>
internal static class ModernMeta
{
    private const string Reserved = "io.modelcontextprotocol/";

    /// <summary>The request with version, client info and (no) client capabilities.</summary>
    public static RpcMessage Add(RpcMessage request)
    {
        var bytes = request switch
        {
            { Meta.IsEmpty: false } => Insert(request, request.Meta, OwnMessages.ModernMeta),
            { Params.IsEmpty: false } => Insert(request, request.Params, [.. "\"_meta\":{"u8, .. OwnMessages.ModernMeta, (byte)'}']),
            _ => Insert(request, request.Utf8, [.. "\"params\":{\"_meta\":{"u8, .. OwnMessages.ModernMeta, .. "}}"u8]),
        };
        return RawJson.Message(bytes);
    }

    /// <summary>The request without version, client info and client capabilities.</summary>
    public static RpcMessage Remove(RpcMessage request)
    {
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        using (var meta = JsonDocument.Parse(request.Meta, new JsonDocumentOptions { MaxDepth = 256 }))
        {
            json.WriteStartObject();
            foreach (var member in meta.RootElement.EnumerateObject())
            {
                if (!member.Name.StartsWith(Reserved, StringComparison.Ordinal))
                {
                    json.WritePropertyName(member.Name);
                    json.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }
            }

            json.WriteEndObject();
        }

        return RawJson.Message(JsonSplice.Replace(request.Utf8, request.Meta, buffer.WrittenSpan));
    }

    // Before the closing brace, with a comma where the object has members already.
    private static byte[] Insert(RpcMessage request, ReadOnlyMemory<byte> container, ReadOnlySpan<byte> members)
    {
        var inner = container.Span[1..^1].TrimEnd(" \t\r\n"u8);
        byte[] text = [.. inner.IsEmpty ? ""u8 : ","u8, .. members];
        return JsonSplice.Replace(request.Utf8, container.Slice(container.Length - 1, 0), text);
    }
}
