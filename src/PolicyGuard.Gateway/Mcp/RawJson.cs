using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>Looks into JSON that the strict reader has accepted; what is not as expected is simply not there.</summary>
internal static class RawJson
{
    /// <summary>The raw value of a member; empty where the part is no object or has no such member.</summary>
    public static ReadOnlyMemory<byte> Member(ReadOnlyMemory<byte> part, string name) =>
        !part.IsEmpty && part.Span[0] == '{' && JsonParts.TryGetMember(part, name, out var value) ? value : default;

    /// <summary>The raw elements of a member that is an array; none where it is not.</summary>
    public static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> part, string name) =>
        Member(part, name) is { IsEmpty: false } array && array.Span[0] == '[' ? JsonParts.Elements(array) : [];

    /// <summary>The members of an object: the name, unescaped, and the raw member with its name; none where the part is no object.</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Raw)> Members(ReadOnlyMemory<byte> part)
    {
        var found = new List<(string, ReadOnlyMemory<byte>)>();
        if (part.IsEmpty || part.Span[0] != '{')
        {
            return found;
        }

        var json = new Utf8JsonReader(part.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (name, start) = (json.GetString()!, (int)json.TokenStartIndex);
            json.Read();
            json.Skip();
            found.Add((name, part[start..(int)json.BytesConsumed]));
        }

        return found;
    }

    /// <summary>
    /// Whether a part may hold a text, so that looking closer is worth it: whoever wants to hide a name or a value spells it with escapes.
    /// </summary>
    public static bool MayHold(ReadOnlyMemory<byte> part, ReadOnlySpan<byte> text) => part.Span.IndexOf(text) >= 0 || part.Span.Contains((byte)'\\');

    /// <summary>A string's text, unescaped; null where the part is no string.</summary>
    public static string? Text(ReadOnlyMemory<byte> part)
    {
        if (part.IsEmpty || part.Span[0] != '"')
        {
            return null;
        }

        var json = new Utf8JsonReader(part.Span);
        return json.Read() ? json.GetString() : null;
    }

    /// <summary>A message that we made of parts that were read before.</summary>
    /// <exception cref="InvalidOperationException">It is none. A bug, never an input.</exception>
    public static RpcMessage Message(ReadOnlyMemory<byte> utf8) =>
        RpcReader.TryRead(utf8, RpcLimits.Default with { MaxBytes = int.MaxValue, MaxTokens = int.MaxValue }, out var message, out var fault)
            ? message!
            : throw new InvalidOperationException($"our own message is not one: {fault?.Message}");

    /// <summary>A response around a raw result or a raw error object.</summary>
    public static byte[] Response(ReadOnlySpan<byte> id, ReadOnlySpan<byte> content, bool isError) =>
        [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. isError ? ",\"error\":"u8 : ",\"result\":"u8, .. content, (byte)'}'];

    /// <summary>A result response around a raw result.</summary>
    public static byte[] Result(ReadOnlySpan<byte> id, ReadOnlySpan<byte> result) => [.. "{\"jsonrpc\":\"2.0\",\"id\":"u8, .. id, .. ",\"result\":"u8, .. result, (byte)'}'];
}
