namespace PolicyGuard.Text;

/// <summary>A TOML table while it is read: what defines it may stand in several places of the document, and what may not is a fault.</summary>
internal sealed class TomlTable(int line, int column)
{
    private readonly List<(SourceScalar Key, object Value)> _entries = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private bool _defined;

    /// <summary>The table below a key, made where it is not there; of an array of tables the last one.</summary>
    public TomlTable Open(SourceScalar key)
    {
        if (!_index.TryGetValue(key.Text, out var at))
        {
            var table = new TomlTable(key.Line, key.Column);
            Append(key, table);
            return table;
        }

        return _entries[at].Value switch
        {
            TomlTable table => table,
            List<TomlTable> tables => tables[^1],
            _ => throw new TomlException(key.Line, key.Column, $"`{key.Text}` is a value, and has no keys"),
        };
    }

    /// <summary>The table that <c>[key]</c> begins; it may begin once.</summary>
    public TomlTable Define(SourceScalar key, int atLine, int atColumn)
    {
        var table = Open(key);
        if (table._defined || (_index.TryGetValue(key.Text, out var at) && _entries[at].Value is List<TomlTable>))
        {
            throw new TomlException(atLine, atColumn, $"the table `{key.Text}` is here for the second time");
        }

        table._defined = true;
        return table;
    }

    /// <summary>The next table of the array that <c>[[key]]</c> continues.</summary>
    public TomlTable Add(SourceScalar key, int atLine, int atColumn)
    {
        var table = new TomlTable(atLine, atColumn) { _defined = true };
        if (!_index.TryGetValue(key.Text, out var at))
        {
            Append(key, new List<TomlTable> { table });
        }
        else if (_entries[at].Value is List<TomlTable> tables)
        {
            tables.Add(table);
        }
        else
        {
            throw new TomlException(key.Line, key.Column, $"`{key.Text}` is no array of tables");
        }

        return table;
    }

    /// <summary>Sets a value.</summary>
    public void Set(SourceScalar key, SourceNode value)
    {
        if (_index.TryGetValue(key.Text, out var at))
        {
            throw new TomlException(key.Line, key.Column, $"the key `{key.Text}` is here for the second time; the first is on line {_entries[at].Key.Line}");
        }

        Append(key, value);
    }

    /// <summary>The table as it is at the end.</summary>
    public SourceMap ToNode() => new(line, column, [.. _entries.Select(entry => new SourceEntry(entry.Key, entry.Value switch
    {
        TomlTable table => table.ToNode(),
        List<TomlTable> tables => new SourceList(entry.Key.Line, entry.Key.Column, [.. tables.Select(table => table.ToNode())]),
        var value => (SourceNode)value,
    }))]);

    private void Append(SourceScalar key, object value)
    {
        _index[key.Text] = _entries.Count;
        _entries.Add((key, value));
    }
}
