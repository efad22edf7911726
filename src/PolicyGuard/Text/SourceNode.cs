namespace PolicyGuard.Text;

/// <summary>A value in a file, with the place where it stands. YAML and JSON files read into the same tree, see <see cref="SourceText"/>.</summary>
public abstract class SourceNode
{
    private protected SourceNode(int line, int column)
    {
        Line = line;
        Column = column;
    }

    /// <summary>1-based.</summary>
    public int Line { get; }

    /// <summary>1-based, in UTF-16 units.</summary>
    public int Column { get; }

    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>Keys and values, in the order of the file; no key occurs twice.</summary>
public sealed class SourceMap : SourceNode
{
    internal SourceMap(int line, int column, IReadOnlyList<SourceEntry> entries)
        : base(line, column) => Entries = entries;

    /// <summary>The keys and their values.</summary>
    public IReadOnlyList<SourceEntry> Entries { get; }

    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of a key, or null.</summary>
    public SourceNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
}

/// <summary>One key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record SourceEntry(SourceScalar Key, SourceNode Value);

/// <summary>A list.</summary>
public sealed class SourceList : SourceNode
{
    internal SourceList(int line, int column, IReadOnlyList<SourceNode> items)
        : base(line, column) => Items = items;

    /// <summary>The items.</summary>
    public IReadOnlyList<SourceNode> Items { get; }

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>What a scalar means by its spelling: YAML 1.2 core schema, or the JSON token.</summary>
public enum ScalarKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A boolean.</summary>
    Bool,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>A single value, as spelled.</summary>
public sealed class SourceScalar : SourceNode
{
    internal SourceScalar(int line, int column, string text, ScalarKind type)
        : base(line, column)
    {
        Text = text;
        Type = type;
    }

    /// <summary>The value as spelled, quotes and escapes undone.</summary>
    public string Text { get; }

    /// <summary>What it means by its spelling.</summary>
    public ScalarKind Type { get; }

    /// <inheritdoc/>
    public override string Kind => Type switch
    {
        ScalarKind.Null => "nothing",
        ScalarKind.Bool => "a boolean",
        ScalarKind.Number => "a number",
        _ => "a text",
    };
}
