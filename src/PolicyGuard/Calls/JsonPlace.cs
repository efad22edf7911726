using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace PolicyGuard.Calls;

/// <summary>
/// Says where in a message something is: byte offset and RFC 6901 pointer. What it quotes is bounded and printable, so that a message
/// cannot write lines of its own into a log.
/// </summary>
internal static class JsonPlace
{
    private const int LongestName = 40;
    private const int LongestPointer = 160;

    /// <summary><c>at byte 57 (/params/arguments/a/3)</c>. The text up to the offset is well-formed JSON.</summary>
    public static string Describe(ReadOnlySpan<byte> utf8, int offset)
    {
        var pointer = Pointer(utf8, offset);
        return pointer.Length == 0 ? $"at byte {offset}" : $"at byte {offset} ({pointer})";
    }

    /// <summary>A name of the input for a person: printable ASCII stays, the rest is written as an escape, the end is cut off.</summary>
    public static string Show(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder();
        foreach (var c in Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, LongestName * 4)]))
        {
            if (text.Length >= LongestName)
            {
                return text.Append("...").ToString();
            }

            if (c is > ' ' and < '\u007f' and not ('`' or '\\'))
            {
                text.Append(c);
            }
            else
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    /// <summary>The offset that a parser gave as line and byte in line, both from 0.</summary>
    public static int Offset(ReadOnlySpan<byte> utf8, long line, long byteInLine)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var next = utf8[start..].IndexOf((byte)'\n');
            if (next < 0)
            {
                break;
            }

            start += next + 1;
        }

        return (int)Math.Min(start + byteInLine, utf8.Length);
    }

    /// <summary>The first byte that is not part of a UTF-8 sequence.</summary>
    public static int FirstInvalidUtf8(ReadOnlySpan<byte> utf8)
    {
        Span<char> room = stackalloc char[256];
        var at = 0;
        while (at < utf8.Length)
        {
            var status = Utf8.ToUtf16(utf8[at..], room, out var read, out _, replaceInvalidSequences: false);
            at += read;
            if (status is System.Buffers.OperationStatus.InvalidData or System.Buffers.OperationStatus.NeedMoreData)
            {
                break;
            }
        }

        return at;
    }

    private static string Pointer(ReadOnlySpan<byte> utf8, int offset)
    {
        // A second walk, without checks, that remembers only the way to the place.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var way = new List<(bool Array, int Index, int NameAt, int NameLength)>();
        while (reader.Read())
        {
            var kind = reader.TokenType;
            if (kind is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                way.RemoveAt(way.Count - 1);
                continue;
            }

            if (kind == JsonTokenType.PropertyName)
            {
                way[^1] = (false, 0, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            }
            else if (way.Count > 0 && way[^1].Array)
            {
                way[^1] = way[^1] with { Index = way[^1].Index + 1 };
            }

            if (reader.BytesConsumed > offset)
            {
                break;
            }

            if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                way.Add((kind == JsonTokenType.StartArray, -1, 0, 0));
            }
        }

        var pointer = new StringBuilder();
        foreach (var (array, index, at, length) in way)
        {
            if (pointer.Length >= LongestPointer)
            {
                return pointer.Append("/...").ToString();
            }

            pointer.Append('/');
            if (array)
            {
                pointer.Append(index.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                pointer.Append(Show(utf8.Slice(at, length)).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            }
        }

        return pointer.ToString();
    }
}
