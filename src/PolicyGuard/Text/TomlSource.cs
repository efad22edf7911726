using System.Globalization;

namespace PolicyGuard.Text;

/// <summary>
/// Reads a TOML document (1.0.0) with positions: tables, arrays of tables, dotted keys, all kinds of strings, numbers, booleans, arrays, inline
/// tables. Dates are refused: nothing that is read here has any.
/// </summary>
internal sealed class TomlSource(string text, Complaints complaints)
{
    private readonly TomlText _text = new(text);
    private readonly TomlTable _root = new(1, 1);
    private int _values;

    /// <summary>The document's root, or null where the text is not well formed.</summary>
    public SourceNode? Read()
    {
        try
        {
            var table = _root;
            while (_text.SkipToContent())
            {
                if (_text.Current == '[')
                {
                    table = Header();
                }
                else
                {
                    Pair(table);
                }

                _text.EndLine();
            }

            return _root.ToNode();
        }
        catch (TomlException fault)
        {
            complaints.Error(fault.Line, fault.Column, "syntax", fault.Message);
            return null;
        }
    }

    private TomlTable Header()
    {
        var (line, column) = _text.Place;
        _text.Take('[');
        var many = _text.TryTake('[');
        var path = Key();
        _text.Take(']');
        if (many)
        {
            _text.Take(']');
        }

        var table = _root;
        foreach (var part in path[..^1])
        {
            table = table.Open(part);
        }

        return many ? table.Add(path[^1], line, column) : table.Define(path[^1], line, column);
    }

    private void Pair(TomlTable table)
    {
        var path = Key();
        _text.Take('=');
        _text.SkipBlanks();
        var value = Value(0);
        foreach (var part in path[..^1])
        {
            table = table.Open(part);
        }

        table.Set(path[^1], value);
    }

    private List<SourceScalar> Key()
    {
        var path = new List<SourceScalar>();
        do
        {
            _text.SkipBlanks();
            var (line, column) = _text.Place;
            var part = _text.Current is '"' or '\'' ? TomlString.Read(_text, multiLine: false) : _text.BareKey();
            path.Add(new SourceScalar(line, column, part, ScalarKind.Text));
            if (path.Count > SourceText.MaxDepth)
            {
                throw _text.Fault($"nested more than {SourceText.MaxDepth} levels deep");
            }

            _text.SkipBlanks();
        }
        while (_text.TryTake('.'));
        return path;
    }

    private SourceNode Value(int depth)
    {
        var (line, column) = _text.Place;
        if (depth > SourceText.MaxDepth || ++_values > SourceText.MaxNodes)
        {
            throw _text.Fault(depth > SourceText.MaxDepth ? $"nested more than {SourceText.MaxDepth} levels deep" : $"the file holds more than {SourceText.MaxNodes} values");
        }

        return _text.Current switch
        {
            '"' or '\'' => new SourceScalar(line, column, TomlString.Read(_text, multiLine: true), ScalarKind.Text),
            '[' => List(line, column, depth),
            '{' => Inline(line, column, depth),
            _ => Plain(line, column),
        };
    }

    private SourceList List(int line, int column, int depth)
    {
        var items = new List<SourceNode>();
        _text.Take('[');
        while (_text.SkipToContent() && _text.Current != ']')
        {
            items.Add(Value(depth + 1));
            _text.SkipToContent();
            if (!_text.TryTake(','))
            {
                break;
            }
        }

        _text.SkipToContent();
        _text.Take(']');
        return new SourceList(line, column, items);
    }

    private SourceNode Inline(int line, int column, int depth)
    {
        var table = new TomlTable(line, column);
        _text.Take('{');
        _text.SkipBlanks();
        while (_text.Current != '}')
        {
            var path = Key();
            _text.Take('=');
            _text.SkipBlanks();
            var into = table;
            foreach (var part in path[..^1])
            {
                into = into.Open(part);
            }

            into.Set(path[^1], Value(depth + 1));
            _text.SkipBlanks();
            if (!_text.TryTake(','))
            {
                break;
            }

            _text.SkipBlanks();
        }

        _text.Take('}');
        return table.ToNode();
    }

    private SourceScalar Plain(int line, int column)
    {
        var word = _text.Word();
        if (word is "true" or "false")
        {
            return new SourceScalar(line, column, word, ScalarKind.Bool);
        }

        var number = word.Replace("_", "", StringComparison.Ordinal);
        if (word.Length > 0 && !word.StartsWith('_') && !word.EndsWith('_') && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return new SourceScalar(line, column, number, ScalarKind.Number);
        }

        throw new TomlException(line, column, word.Length == 0 ? "a value was expected here" : $"`{word}` is no value: texts need quotes, and dates are not read");
    }
}
