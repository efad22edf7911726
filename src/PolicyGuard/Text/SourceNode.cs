namespace PolicyGuard.Text;

/// <summary>A value in a file, with the place where it stands. YAML and JSON files read into the same tree.</summary>
internal abstract class SourceNode(int line, int column)
{
    /// <summary>1-based.</summary>
    public int Line { get; } = line;

    /// <summary>1-based, in UTF-16 units.</summary>
    public int Column { get; } = column;

    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>Keys and values, in the order of the file; no key occurs twice.</summary>
internal sealed class SourceMap(int line, int column, IReadOnlyList<SourceEntry> entries) : SourceNode(line, column)
{
    public IReadOnlyList<SourceEntry> Entries { get; } = entries;

    public override string Kind => "a mapping";

    public SourceNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
}

/// <summary>One key with its value.</summary>
internal sealed record SourceEntry(SourceScalar Key, SourceNode Value);

/// <summary>A list.</summary>
internal sealed class SourceList(int line, int column, IReadOnlyList<SourceNode> items) : SourceNode(line, column)
{
    public IReadOnlyList<SourceNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>What a scalar means by its spelling: YAML 1.2 core schema, or the JSON token.</summary>
internal enum ScalarKind
{
    Text,
    Null,
    Bool,
    Number,
}

/// <summary>A single value, as spelled.</summary>
internal sealed class SourceScalar(int line, int column, string text, ScalarKind type) : SourceNode(line, column)
{
    public string Text { get; } = text;

    public ScalarKind Type { get; } = type;

    public override string Kind => Type switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Bool => "a boolean",
        ScalarKind.Number => "a number",
        _ => "a text",
    };
}
