using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PolicyGuard.Taint.Flow.Outputs;

/// <summary>Reads YAML in block form: lists of records and <c>name: value</c> lines. A text that names or repeats parts (anchors) is no output of a tool.</summary>
internal static class YamlBlock
{
    private const int MaxLength = 256 * 1024;
    private const int MaxDepth = 32;

    /// <summary>The value, or null where the text is not such a block.</summary>
    public static Node? Read(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength || !Begins(text))
        {
            return null;
        }

        try
        {
            var parser = new Parser(new StringReader(text.ToString()));
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            var node = Value(parser, 0);
            return parser.Accept<DocumentEnd>(out _) && node is { Text: null } ? node : null;
        }
        catch (YamlException)
        {
            return null;
        }
    }

    // Lists begin with a dash; members with a name and a colon. The parser is asked only then: running text is a scalar to it.
    private static bool Begins(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        var line = end < 0 ? text : text[..end];
        if (line.StartsWith("- "))
        {
            return true;
        }

        var colon = line.IndexOf(':');
        return colon is > 0 and < 64 && (colon + 1 == line.TrimEnd().Length || line[colon + 1] == ' ') && !line[..colon].ContainsAny(".,;!?<>");
    }

    private static Node? Value(Parser parser, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new Node { Text = scalar.Value };
        }

        var node = new Node();
        if (parser.TryConsume<SequenceStart>(out _))
        {
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (Value(parser, depth + 1) is not { } item)
                {
                    return null;
                }

                node.Items.Add(item);
            }

            return node;
        }

        if (!parser.TryConsume<MappingStart>(out _))
        {
            return null;
        }

        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var name) || Value(parser, depth + 1) is not { } value)
            {
                return null;
            }

            node.Members.Add((name.Value, value));
        }

        return node;
    }
}
