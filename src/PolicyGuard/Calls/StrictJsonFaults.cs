using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>The faults of the strict dialect, worded once. Made only when something is refused, so they may look at the text again.</summary>
internal static class StrictJsonFaults
{
    /// <summary>JSON-RPC's code for a text that is not JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>JSON-RPC's code for JSON that is not a request we read.</summary>
    public const int InvalidRequest = -32600;

    public static RpcFault TooManyBytes(int length, RpcLimits limits) =>
        new(InvalidRequest, Reasons.MessageTooLarge, $"the message has {length} bytes; at most {limits.MaxBytes} are read", default);

    public static RpcFault NotUtf8(ReadOnlySpan<byte> utf8) =>
        new(ParseError, Reasons.MessageNotUtf8, $"the message is not valid UTF-8 at byte {JsonPlace.FirstInvalidUtf8(utf8)}", default);

    public static RpcFault ByteOrderMark() =>
        new(ParseError, Reasons.MessageNotJson, "the message starts with a byte order mark, which JSON does not allow (RFC 8259 section 8.1)", default);

    public static RpcFault NotJson(ReadOnlySpan<byte> utf8, JsonException e)
    {
        var at = JsonPlace.Offset(utf8, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        var text = utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? "the message is empty"
            : at >= utf8.Length ? $"the message ends at byte {at}, inside a JSON value"
            : $"the message is not one JSON value: byte {at} does not belong there";
        return new(ParseError, Reasons.MessageNotJson, text, default);
    }

    public static RpcFault TooManyTokens(ReadOnlySpan<byte> utf8, int at, RpcLimits limits) =>
        new(InvalidRequest, Reasons.MessageTooLarge, $"the message has more than {limits.MaxTokens} JSON tokens {JsonPlace.Describe(utf8, at)}", default);

    public static RpcFault TooDeep(ReadOnlySpan<byte> utf8, int at, RpcLimits limits) =>
        new(InvalidRequest, Reasons.MessageTooDeep, $"the message nests deeper than {limits.MaxDepth} levels {JsonPlace.Describe(utf8, at)}", default);

    public static RpcFault DuplicateKey(ReadOnlySpan<byte> utf8, int at, ReadOnlySpan<byte> name) =>
        new(InvalidRequest, Reasons.MessageDuplicateKey, $"an object has two members `{JsonPlace.Show(name)}` {JsonPlace.Describe(utf8, at)}", default);

    public static RpcFault LoneSurrogate(ReadOnlySpan<byte> utf8, int at) =>
        new(InvalidRequest, Reasons.MessageNotUtf8, $"an escape names half a surrogate pair {JsonPlace.Describe(utf8, at)}", default);
}
