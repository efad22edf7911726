using System.Buffers;
using System.Text.Json;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>The JSON-RPC errors that the gateway itself answers with.</summary>
internal static class RpcErrors
{
    /// <summary>The text is not JSON.</summary>
    public const int Parse = -32700;

    /// <summary>The message is not one that we read.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>The method is not known, or not let pass.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The parameters do not name something that there is.</summary>
    public const int InvalidParams = -32602;

    /// <summary>An upstream failed.</summary>
    public const int Internal = -32603;

    /// <summary>The request cannot be served as it came; not one of the modern era's errors, so clients that can fall back to <c>initialize</c> do.</summary>
    public const int BadRequest = -32000;

    /// <summary>The session is not known (the code that other servers use as well).</summary>
    public const int SessionUnknown = -32001;

    /// <summary>Policy refused.</summary>
    public const int Refused = -32003;

    /// <summary>A header says something else than the body (2026-07-28).</summary>
    public const int HeaderMismatch = -32020;

    /// <summary>The version is not one that we speak (2026-07-28).</summary>
    public const int UnsupportedVersion = -32022;

    /// <summary>Quotes and dashes of messages stay as they are: people read them through curl and logs. It is never HTML.</summary>
    internal static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An error response.</summary>
    /// <param name="id">The raw id; empty where the request's could not be read.</param>
    /// <param name="code">The code.</param>
    /// <param name="message">What is wrong, for a person.</param>
    /// <param name="reason">The reason id, given as <c>data.reason</c>; null leaves <c>data</c> out.</param>
    /// <param name="callId">The call's id, given as <c>data.call_id</c>, or null.</param>
    public static byte[] Error(ReadOnlySpan<byte> id, int code, string message, string? reason = null, string? callId = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            json.WritePropertyName("id"u8);
            json.WriteRawValue(id.IsEmpty ? "null"u8 : id, skipInputValidation: true);
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, code);
            json.WriteString("message"u8, message);
            if (reason is not null)
            {
                json.WriteStartObject("data"u8);
                json.WriteString("reason"u8, reason);
                if (callId is not null)
                {
                    json.WriteString("call_id"u8, callId);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
