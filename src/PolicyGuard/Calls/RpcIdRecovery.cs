using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Finds the id of a message that was refused before its end, so that the caller learns which of its requests was refused: many clients
/// write the id last. Nothing but the answer depends on it.
/// </summary>
internal static class RpcIdRecovery
{
    /// <summary>The raw id, where the message has exactly one that can be answered; else empty.</summary>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> utf8, in RpcParts parts)
    {
        if (parts.Whole.IsPresent)
        {
            return parts.Id.IsToken ? parts.Id.Of(utf8) : default;
        }

        try
        {
            return Walk(utf8);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static ReadOnlyMemory<byte> Walk(ReadOnlyMemory<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var found = default(RpcPart);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return default;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = IsWhole(json) && json.ValueTextEquals("id"u8);
            json.Read();
            if (isId && IsWhole(json))
            {
                if (found.IsPresent)
                {
                    return default;
                }

                found = new RpcPart((int)json.TokenStartIndex, (int)(json.BytesConsumed - json.TokenStartIndex), json.TokenType);
            }

            json.Skip();
        }

        return found.IsToken ? found.Of(utf8) : default;
    }

    // Half a surrogate pair may be what the message was refused for; such a text has no value to compare or to answer with.
    private static bool IsWhole(in Utf8JsonReader json) => !json.ValueIsEscaped || SurrogateEscapes.FirstLone(json.ValueSpan) < 0;
}
