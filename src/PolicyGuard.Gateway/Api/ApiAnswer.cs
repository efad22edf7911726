using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Http;

namespace PolicyGuard.Gateway.Api;

/// <summary>Writes the answers of the HTTP API.</summary>
internal static class ApiAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes JSON.</summary>
    public static Task WriteAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json);
        }

        return HttpAnswer.WriteAsync(http, status, buffer.WrittenMemory);
    }

    /// <summary>Writes bytes that somebody else's words may be in: nobody may take them for a page.</summary>
    public static Task WriteAsync(HttpContext http, string contentType, ReadOnlyMemory<byte> bytes)
    {
        var response = http.Response;
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        return response.BodyWriter.WriteAsync(bytes, http.RequestAborted).AsTask();
    }

    /// <summary>Says why not.</summary>
    public static Task RefuseAsync(HttpContext http, int status, Refusal refusal) => WriteAsync(http, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error"u8, refusal.Message);
        json.WriteString("reason"u8, refusal.Reason);
        json.WriteEndObject();
    });
}
