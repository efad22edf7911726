using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>What is pinned of a tool: everything that tells a model what the tool does, in canonical JSON (RFC 8785, numbers with all their digits).</summary>
internal static class ToolHash
{
    // Sorted, as the canonical form wants it.
    private static readonly string[] Pinned = ["annotations", "description", "inputSchema", "name", "outputSchema", "title"];

    /// <summary>The canonical definition and its SHA-256 in lower-case hex.</summary>
    public static (string Json, string Hash) Of(JsonElement tool)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        buffer.Write("{"u8);
        var first = true;
        foreach (var name in Pinned)
        {
            if (!tool.TryGetProperty(name, out var value))
            {
                continue;
            }

            buffer.Write(first ? "\""u8 : ",\""u8);
            buffer.Write(Encoding.UTF8.GetBytes(name));
            buffer.Write("\":"u8);
            buffer.Write(CanonicalJson.SerializeExact(value));
            first = false;
        }

        buffer.Write("}"u8);
        return (Encoding.UTF8.GetString(buffer.WrittenSpan), Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan)));
    }

    /// <summary>The definition as decisions see it.</summary>
    public static ToolDefinition Definition(JsonElement tool, string hash, bool changed)
    {
        var hints = tool.TryGetProperty("annotations", out var annotations) && annotations.ValueKind == JsonValueKind.Object ? annotations : default;
        return new ToolDefinition(hash, Hint(hints, "readOnlyHint"), Hint(hints, "destructiveHint"), Hint(hints, "openWorldHint"), changed)
        {
            OutputSchema = tool.TryGetProperty("outputSchema", out var output) ? Encoding.UTF8.GetBytes(output.GetRawText()) : default,
            Description = tool.TryGetProperty("description", out var says) && says.ValueKind == JsonValueKind.String ? Short(says.GetString()!) : null,
            InputSchema = tool.TryGetProperty("inputSchema", out var schema) && schema.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(schema.GetRawText()) : default,
        };
    }

    private static string Short(string text) => text.Length <= 2_000 ? text : text[..2_000];

    private static bool? Hint(JsonElement annotations, string name) =>
        annotations.ValueKind == JsonValueKind.Object && annotations.TryGetProperty(name, out var value)
            ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
            : null;
}
