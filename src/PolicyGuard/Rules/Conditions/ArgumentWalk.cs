using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Rules.Conditions;

/// <summary>A value of the arguments.</summary>
internal struct ArgumentNode
{
    /// <summary>The node of the object or list that holds it; -1 for the root.</summary>
    public int Parent;

    /// <summary>The id of its key, where a rule asks for that key; else -1.</summary>
    public int KeyId;

    /// <summary>Its folded key.</summary>
    public Slice Name;

    /// <summary>Its place in a list; -1 in an object.</summary>
    public int Index;

    /// <summary>How many items it has, where it is a list.</summary>
    public int Items;

    public bool IsList;

    /// <summary>The texts at or below it: from the first to before the end.</summary>
    public int FirstLeaf;

    /// <inheritdoc cref="FirstLeaf"/>
    public int EndLeaf;
}

/// <summary>A text, number or boolean: as it is, and in its plain form where that is another (length -1 where not).</summary>
internal struct ArgumentLeaf
{
    public Slice Text;
    public Slice Other;
}

/// <summary>Walks over the bytes of arguments once and lays them flat.</summary>
internal sealed class ArgumentWalk(TextBuffer text)
{
    private ArgumentNode[] _nodes = new ArgumentNode[16];
    private ArgumentLeaf[] _leaves = new ArgumentLeaf[16];
    private int[] _open = new int[16];
    private int _leafCount;

    public int NodeCount { get; private set; }

    public ref readonly ArgumentNode Node(int node) => ref _nodes[node];

    /// <summary>The texts at or below a node.</summary>
    public ReadOnlySpan<ArgumentLeaf> Leaves(int node) => _leaves.AsSpan(_nodes[node].FirstLeaf, _nodes[node].EndLeaf - _nodes[node].FirstLeaf);

    /// <summary>Gives large buffers back.</summary>
    public void Release()
    {
        _nodes = new ArgumentNode[16];
        _leaves = new ArgumentLeaf[16];
        NodeCount = 0;
    }

    /// <summary>Walks.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text is not Unicode.</exception>
    public void Walk(ReadOnlySpan<byte> utf8, FrozenDictionary<string, int> keys)
    {
        text.Clear();
        (NodeCount, _leafCount) = (0, 0);
        var lookup = keys.GetAlternateLookup<ReadOnlySpan<char>>();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        var depth = 0;
        var (keyId, name) = (-1, default(Slice));
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = ReadName(ref reader);
                    keyId = lookup.TryGetValue(text.Span(name), out var id) ? id : -1;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _nodes[_open[--depth]].EndLeaf = _leafCount;
                    break;
                default:
                    var node = new ArgumentNode { Parent = depth == 0 ? -1 : _open[depth - 1], KeyId = -1, Index = -1, FirstLeaf = _leafCount };
                    if (depth > 0 && _nodes[node.Parent].IsList)
                    {
                        node.Index = _nodes[node.Parent].Items++;
                    }
                    else if (depth > 0)
                    {
                        (node.KeyId, node.Name) = (keyId, name);
                    }

                    node.IsList = reader.TokenType == JsonTokenType.StartArray;
                    var isOpen = node.IsList || reader.TokenType == JsonTokenType.StartObject;
                    if (!isOpen)
                    {
                        ReadLeaf(ref reader);
                    }
                    else
                    {
                        Grow(ref _open, depth);
                        _open[depth++] = NodeCount;
                    }

                    node.EndLeaf = _leafCount;
                    Grow(ref _nodes, NodeCount);
                    _nodes[NodeCount++] = node;
                    break;
            }
        }
    }

    private Slice ReadName(ref Utf8JsonReader reader)
    {
        var name = text.Copy(ref reader);
        if (!Ascii.IsValid(text.Span(name)))
        {
            return text.Append(ArgumentKey.Fold(text.Span(name).ToString()));
        }

        // The same fold as ArgumentKey's, in place.
        return text.Squeeze(name, static c => c is '_' or '-' or ' ' or '.' ? null : char.ToLowerInvariant(c));
    }

    private void ReadLeaf(ref Utf8JsonReader reader)
    {
        var leaf = new ArgumentLeaf { Other = Slice.None };
        if (reader.TokenType == JsonTokenType.String)
        {
            leaf.Text = text.Copy(ref reader);
            if (!Ascii.IsValid(text.Span(leaf.Text)))
            {
                leaf.Other = Other(leaf.Text, PlainForm.OfText(text.Span(leaf.Text)));
            }
        }
        else
        {
            leaf.Text = text.Append(reader.ValueSpan);
            if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAny("eE."u8) >= 0)
            {
                leaf.Other = Other(leaf.Text, PlainForm.OfNumber(text.Span(leaf.Text)));
            }
        }

        Grow(ref _leaves, _leafCount);
        _leaves[_leafCount++] = leaf;
    }

    private Slice Other(Slice written, string plain) => text.Span(written).SequenceEqual(plain) ? Slice.None : text.Append(plain);

    private static void Grow<T>(ref T[] array, int count)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, count * 2);
        }
    }
}
