using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Finds raw parts of JSON that the strict reader has accepted, for splicing: the entries of a list, <c>nextCursor</c>, <c>cacheScope</c>.
/// What comes back are slices of what was given.
/// </summary>
public static class JsonParts
{
    // The strict reader has bounded the depth; here the bound only has to be out of the way.
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>The raw value of a member of an object.</summary>
    /// <param name="container">The object.</param>
    /// <param name="name">The member's name, unescaped.</param>
    /// <param name="value">The raw value; empty where there is no such member.</param>
    /// <returns>Whether the object has the member.</returns>
    /// <exception cref="ArgumentException">The text is not an object.</exception>
    public static bool TryGetMember(ReadOnlyMemory<byte> container, string name, out ReadOnlyMemory<byte> value) =>
        TryGetMember(container, name, out value, out _);

    /// <summary>The raw elements of an array, in order.</summary>
    /// <exception cref="ArgumentException">The text is not an array.</exception>
    public static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> array)
    {
        var json = new Utf8JsonReader(array.Span, Deep);
        var elements = new List<ReadOnlyMemory<byte>>();
        if (array.IsEmpty || !json.Read() || json.TokenType != JsonTokenType.StartArray)
        {
            throw new ArgumentException("the part is not an array", nameof(array));
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Value(array, ref json));
        }

        return elements;
    }

    internal static bool TryGetMember(ReadOnlyMemory<byte> container, string name, out ReadOnlyMemory<byte> value, out bool any)
    {
        var json = new Utf8JsonReader(container.Span, Deep);
        if (container.IsEmpty || !json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            throw new ArgumentException("the part is not an object", nameof(container));
        }

        any = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            any = true;
            var found = json.ValueTextEquals(name);
            json.Read();
            var part = Value(container, ref json);
            if (found)
            {
                value = part;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> text, ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return text[start..(int)json.BytesConsumed];
    }
}
