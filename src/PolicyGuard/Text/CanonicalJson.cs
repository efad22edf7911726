using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Text;

/// <summary>
/// Writes JSON in its one canonical form (RFC 8785, JCS), so that equal values have equal bytes and equal hashes: no blanks, members
/// sorted by the UTF-16 units of their names, numbers as ECMAScript writes them, only the escapes that JSON demands.
/// Numbers are IEEE 754 doubles there, so two integers above 2^53 that differ in their last digits may have one canonical form. What has
/// to tell such calls apart uses <see cref="SerializeExact"/>.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Writes a value.</summary>
    /// <param name="value">The value; it may not be undefined.</param>
    /// <param name="output">Where the UTF-8 bytes go.</param>
    /// <exception cref="JsonException">The value has no canonical form: a number beyond the doubles, half a surrogate pair, invalid
    /// UTF-8, or two members of one name.</exception>
    public static void Write(JsonElement value, IBufferWriter<byte> output) => Write(value, output, exact: false);

    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="JsonException">As for <see cref="Write(JsonElement, IBufferWriter{byte})"/>.</exception>
    public static byte[] Serialize(JsonElement value) => Serialize(value, exact: false);

    /// <summary>
    /// The canonical bytes of a value, except that a number keeps all digits that it is written with (in the layout of RFC 8785, without
    /// needless zeros): two values that differ in any digit have different bytes, and a number beyond the doubles has a form as well. A
    /// value whose numbers are spelled with no more digits than a double needs has the same bytes as in <see cref="Serialize(JsonElement)"/>.
    /// </summary>
    /// <exception cref="JsonException">Half a surrogate pair, invalid UTF-8, or two members of one name; the strict reader accepts none
    /// of them.</exception>
    public static byte[] SerializeExact(JsonElement value) => Serialize(value, exact: true);

    private static byte[] Serialize(JsonElement value, bool exact)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, output, exact);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, IBufferWriter<byte> output, bool exact)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output, exact);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output, exact);
                break;
            case JsonValueKind.String:
                WriteString(JsonMarshal.GetRawUtf8Value(value)[1..^1], output);
                break;
            case JsonValueKind.Number:
                if (exact)
                {
                    CanonicalJsonNumber.WriteExact(JsonMarshal.GetRawUtf8Value(value), output);
                }
                else
                {
                    CanonicalJsonNumber.Write(JsonMarshal.GetRawUtf8Value(value), output);
                }

                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new ArgumentException("the value is undefined", nameof(value));
        }
    }

    private static void WriteArray(JsonElement array, IBufferWriter<byte> output, bool exact)
    {
        var separator = "["u8;
        foreach (var item in array.EnumerateArray())
        {
            output.Write(separator);
            Write(item, output, exact);
            separator = ","u8;
        }

        output.Write(separator[0] == '[' ? "[]"u8 : "]"u8);
    }

    private static void WriteObject(JsonElement container, IBufferWriter<byte> output, bool exact)
    {
        var members = new (string Name, JsonProperty Property)[container.GetPropertyCount()];
        var count = 0;
        foreach (var property in container.EnumerateObject())
        {
            members[count++] = (NameOf(property), property);
        }

        Array.Sort(members, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0)
            {
                if (members[i].Name == members[i - 1].Name)
                {
                    throw new JsonException("two members of one name have no canonical form");
                }

                output.Write(","u8);
            }

            WriteString(JsonMarshal.GetRawUtf8PropertyName(members[i].Property), output);
            output.Write(":"u8);
            Write(members[i].Property.Value, output, exact);
        }

        output.Write("}"u8);
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("half a surrogate pair has no canonical form", e);
        }
    }

    private static void WriteString(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        if (!Utf8.IsValid(raw))
        {
            throw new JsonException("invalid UTF-8 has no canonical form");
        }

        output.Write("\""u8);
        if (raw.Contains((byte)'\\'))
        {
            CanonicalJsonString.Write(raw, output);
        }
        else
        {
            // Canonical as it stands: JSON allows no control character in it.
            output.Write(raw);
        }

        output.Write("\""u8);
    }
}
