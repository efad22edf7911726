using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyGuard.Text;

/// <summary>
/// Reads one YAML document from parser events. Refuses what makes a file mean something else than it seems to: two keys of one name,
/// tags, merge keys, several documents, an alias inside its own anchor, aliases that multiply.
/// </summary>
internal sealed class YamlSource(string text, Complaints complaints)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, (SourceNode Node, long Size)> _anchors = new(StringComparer.Ordinal);
    private long _nodes;

    /// <summary>The document's root, or null where there is none.</summary>
    public SourceNode? Read()
    {
        try
        {
            Next<StreamStart>();
            if (_parser.Current is StreamEnd)
            {
                complaints.Error(1, 1, "empty-file", "the file is empty");
                return null;
            }

            Next<DocumentStart>();
            var root = Node(0);
            Next<DocumentEnd>();
            if (_parser.Current is DocumentStart second)
            {
                complaints.Error(Line(second.Start), Column(second.Start), "many-documents", "the file holds more than one document", "put each into a file of its own");
            }

            return complaints.HasErrors ? null : root;
        }
        catch (YamlException e)
        {
            var (line, column) = TabIn(e) is { } tab ? tab : (Line(e.Start), Column(e.Start));
            complaints.Error(line, column, "syntax", Explain(e), Help(line));
            return null;
        }
    }

    // On some malformed texts the scanner trips over its own state instead of naming the fault.
    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            var last = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(last, last, "The text behind this place is not YAML");
        }
    }

    private SourceNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth > SourceText.MaxDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested more than {SourceText.MaxDepth} levels deep");
        }

        if (current is AnchorAlias alias)
        {
            return Alias(alias);
        }

        if (++_nodes > SourceText.MaxNodes)
        {
            throw new YamlException(current.Start, current.End, $"the file holds more than {SourceText.MaxNodes} values");
        }

        var before = _nodes;
        SourceNode node = current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart list => ReadList(list, depth),
            MappingStart map => ReadMap(map, depth),
            _ => throw new YamlException(current.Start, current.End, "a value was expected here"),
        };

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = (node, _nodes - before + 1);
        }

        return node;
    }

    // An alias is registered when its anchor is complete, so it cannot stand inside it; and it costs what it stands for, so a few
    // lines cannot stand for millions of values.
    private SourceNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new YamlException(alias.Start, alias.End, $"the alias `*{alias.Value.Value}` has no anchor before it");
        }

        _nodes += target.Size;
        if (_nodes > SourceText.MaxNodes)
        {
            throw new YamlException(alias.Start, alias.End, $"the aliases stand for more than {SourceText.MaxNodes} values");
        }

        Advance();
        return target.Node;
    }

    private SourceScalar ReadScalar(Scalar scalar)
    {
        RefuseTag(scalar);
        Advance();
        var type = scalar.Style == ScalarStyle.Plain ? PlainScalar.TypeOf(scalar.Value) : ScalarKind.Text;
        return new SourceScalar(Line(scalar.Start), Column(scalar.Start), scalar.Value, type);
    }

    private SourceList ReadList(SequenceStart start, int depth)
    {
        RefuseTag(start);
        Advance();
        var items = new List<SourceNode>();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Advance();
        return new SourceList(Line(start.Start), Column(start.Start), items);
    }

    private SourceMap ReadMap(MappingStart start, int depth)
    {
        RefuseTag(start);
        Advance();
        var entries = new List<SourceEntry>();
        var seen = new Dictionary<string, SourceScalar>(StringComparer.Ordinal);
        while (_parser.Current is not MappingEnd)
        {
            var keyEvent = _parser.Current!;
            if (Node(depth + 1) is not SourceScalar key)
            {
                throw new YamlException(keyEvent.Start, keyEvent.End, "a key must be a single word or text");
            }

            var value = Node(depth + 1);
            if (key.Text == "<<" && key.Type == ScalarKind.Text)
            {
                complaints.Error(key, "merge-key", "merge keys (`<<`) are not read", "write the keys out");
            }
            else if (!seen.TryAdd(key.Text, key))
            {
                complaints.Error(key, "duplicate-key", $"the key `{key.Text}` is here for the second time; the first is on line {seen[key.Text].Line}");
            }
            else
            {
                entries.Add(new SourceEntry(key, value));
            }
        }

        Advance();
        return new SourceMap(Line(start.Start), Column(start.Start), entries);
    }

    private void RefuseTag(NodeEvent node)
    {
        // A quoted scalar carries the non-specific tag "!" only where it was written.
        if (!node.Tag.IsEmpty)
        {
            complaints.Error(Line(node.Start), Column(node.Start), "yaml-tag", $"the tag `{node.Tag}` is not read", "remove the tag");
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is null)
        {
            Advance();
        }

        if (_parser.Current is not T)
        {
            var at = _parser.Current!;
            throw new YamlException(at.Start, at.End, "the file is not one YAML document");
        }

        Advance();
    }

    private static int Line(in Mark mark) => (int)Math.Max(1, mark.Line);

    private static int Column(in Mark mark) => (int)Math.Max(1, mark.Column);

    private static string Explain(YamlException e)
    {
        var message = e.InnerException?.Message ?? e.Message;
        return message.Length == 0 ? "this is not YAML" : $"{char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}";
    }

    // The one mistake everybody makes with globs in YAML: a plain star starts an alias.
    private string? Help(int line) => LineAt(line).Contains('*') ? "put patterns that begin with `*` into quotes" : null;

    // The scanner names a tab's mapping, which may be the whole file; we name the tab.
    private (int Line, int Column)? TabIn(YamlException e)
    {
        if (!e.Message.Contains("tab", StringComparison.Ordinal))
        {
            return null;
        }

        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line.Length - line.TrimStart().Length;
            if (line[..indent].IndexOf('\t') is var tab and >= 0 && number >= e.Start.Line)
            {
                return (number, tab + 1);
            }
        }

        return null;
    }

    private ReadOnlySpan<char> LineAt(int number)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (--number == 0)
            {
                return line;
            }
        }

        return default;
    }
}
