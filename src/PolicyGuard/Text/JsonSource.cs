using System.Text;
using System.Text.Json;

namespace PolicyGuard.Text;

/// <summary>Reads one strict JSON value (RFC 8259; no comments, no trailing commas, no two members of one name) with positions.</summary>
internal sealed class JsonSource(string text, Complaints complaints)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);
    private int _nodes;
    private long _counted;
    private int _line = 1;
    private int _column = 1;

    /// <summary>The root, or null where the text is no JSON.</summary>
    public SourceNode? Read()
    {
        try
        {
            var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = SourceText.MaxDepth });
            reader.Read();
            var root = Node(ref reader);
            reader.Read();
            return complaints.HasErrors ? null : root;
        }
        catch (JsonException e)
        {
            var (line, column) = Place(OffsetOf(e));
            complaints.Error(line, column, "syntax", Explain(e));
            return null;
        }
        catch (InvalidOperationException)
        {
            complaints.Error(_line, _column, "syntax", "a text holds half of a surrogate pair");
            return null;
        }
    }

    private SourceNode Node(ref Utf8JsonReader reader)
    {
        var (line, column) = Place(reader.TokenStartIndex);
        if (++_nodes > SourceText.MaxNodes)
        {
            throw new JsonException($"The file holds more than {SourceText.MaxNodes} values.");
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Map(ref reader, line, column),
            JsonTokenType.StartArray => List(ref reader, line, column),
            JsonTokenType.String => new SourceScalar(line, column, reader.GetString()!, ScalarKind.Text),
            JsonTokenType.Number => new SourceScalar(line, column, Encoding.UTF8.GetString(reader.ValueSpan), ScalarKind.Number),
            JsonTokenType.True => new SourceScalar(line, column, "true", ScalarKind.Bool),
            JsonTokenType.False => new SourceScalar(line, column, "false", ScalarKind.Bool),
            _ => new SourceScalar(line, column, "null", ScalarKind.Null),
        };
    }

    private SourceMap Map(ref Utf8JsonReader reader, int line, int column)
    {
        var entries = new List<SourceEntry>();
        var seen = new Dictionary<string, SourceScalar>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (keyLine, keyColumn) = Place(reader.TokenStartIndex);
            var key = new SourceScalar(keyLine, keyColumn, reader.GetString()!, ScalarKind.Text);
            reader.Read();
            var value = Node(ref reader);
            if (seen.TryAdd(key.Text, key))
            {
                entries.Add(new SourceEntry(key, value));
            }
            else
            {
                complaints.Error(key, "duplicate-key", $"the key `{key.Text}` is here for the second time; the first is on line {seen[key.Text].Line}");
            }
        }

        return new SourceMap(line, column, entries);
    }

    private SourceList List(ref Utf8JsonReader reader, int line, int column)
    {
        var items = new List<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Node(ref reader));
        }

        return new SourceList(line, column, items);
    }

    // Tokens come in order, so the text is counted once.
    private (int Line, int Column) Place(long offset)
    {
        for (; _counted < offset; _counted++)
        {
            var b = _utf8[_counted];
            if (b == '\n')
            {
                _line++;
                _column = 1;
            }
            else if ((b & 0xC0) != 0x80)
            {
                // UTF-8 continuation bytes add no column; a four-byte character is two UTF-16 units.
                _column += b >= 0xF0 ? 2 : 1;
            }
        }

        return (_line, _column);
    }

    // The parser counts bytes in a line; where it names no place, the place is where we are.
    private long OffsetOf(JsonException e)
    {
        if (e.LineNumber is not { } lines || e.BytePositionInLine is not { } bytes)
        {
            return _counted;
        }

        var start = 0;
        for (; lines > 0; lines--)
        {
            start += _utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        }

        return Math.Min(_utf8.Length, start + bytes);
    }

    // "'}' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 3." -> the first sentence
    private static string Explain(JsonException e)
    {
        var end = e.Message.IndexOf(". ", StringComparison.Ordinal);
        var first = (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
        return first.Length == 0 ? "this is not JSON" : $"{char.ToLowerInvariant(first[0])}{first[1..]}";
    }
}
