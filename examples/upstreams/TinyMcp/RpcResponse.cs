using System.Buffers;
using System.Text.Json;

namespace TinyMcp;

/// <summary>Writes JSON-RPC responses.</summary>
internal static class RpcResponse
{
    public static Reply Result(JsonElement id, bool stateless, Action<Utf8JsonWriter> body) => new(Write(id, json =>
    {
        json.WriteStartObject("result");
        body(json);
        json.WriteEndObject();
    }), 0, stateless);

    public static Reply Error(JsonElement id, bool stateless, int code, string message, Action<Utf8JsonWriter>? data = null) => new(Write(id, json =>
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", code);
        json.WriteString("message", message);
        if (data is not null)
        {
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }), code, stateless);

    private static byte[] Write(JsonElement id, Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("id");
            if (id.ValueKind == JsonValueKind.Undefined)
            {
                json.WriteNullValue();
            }
            else
            {
                id.WriteTo(json);
            }

            body(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
