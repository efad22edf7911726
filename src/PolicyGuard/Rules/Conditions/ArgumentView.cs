using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Rules.Conditions;

/// <summary>
/// The arguments of one call, laid flat for rules to look at: nodes in the order of the text, each with the range of texts at or below it.
/// Read once per decision, and only if a rule asks; its buffers are used again.
/// </summary>
internal sealed class ArgumentView
{
    // A thread that once saw a huge call does not keep its buffers.
    private const int KeptChars = 64 * 1024;
    private char[] _text = new char[512];
    private Node[] _nodes = new Node[16];
    private Leaf[] _leaves = new Leaf[16];
    private int[] _open = new int[16];
    private int _used;
    private int _nodeCount;
    private int _leafCount;

    /// <summary>Why the arguments cannot be looked at, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many nodes there are; the first is the root.</summary>
    public int Count() => _nodeCount;

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="keys">The folded keys that rules ask for, with their ids.</param>
    public void Read(Arguments arguments, FrozenDictionary<string, int> keys)
    {
        (_used, _nodeCount, _leafCount, Fault) = (0, 0, 0, null);
        try
        {
            Walk(new Utf8JsonReader(arguments.Utf8.Span, new JsonReaderOptions { MaxDepth = 256 }), keys.GetAlternateLookup<ReadOnlySpan<char>>());
        }
        catch (JsonException)
        {
            Fault = "the arguments are not JSON";
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            Fault = "the arguments hold a text that is not Unicode";
        }
    }

    /// <summary>Gives large buffers back.</summary>
    public void Release()
    {
        if (_text.Length > KeptChars)
        {
            ArrayPool<char>.Shared.Return(_text);
            _text = new char[512];
            _nodes = new Node[16];
            _leaves = new Leaf[16];
            _nodeCount = _leafCount = 0;
        }
    }

    /// <summary>Whether a node is the value of one of some keys.</summary>
    public bool HasKey(int node, int[] ids) => _nodes[node].KeyId >= 0 && Array.IndexOf(ids, _nodes[node].KeyId) >= 0;

    /// <summary>Whether a node stands at the end of a pointer's steps.</summary>
    public bool IsAt(int node, IReadOnlyList<string> steps)
    {
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            ref var at = ref _nodes[node];
            if (at.Parent < 0 || (steps[i] != "*" && !IsStep(in at, steps[i])))
            {
                return false;
            }

            node = at.Parent;
        }

        return _nodes[node].Parent < 0;
    }

    /// <summary>Counts the texts at or below a node that satisfy a predicate.</summary>
    public void Count(int node, ValuePredicate predicate, ref Tally tally)
    {
        tally.Places++;
        for (var i = _nodes[node].FirstLeaf; i < _nodes[node].EndLeaf; i++)
        {
            ref var leaf = ref _leaves[i];
            Add(predicate.Takes(_text.AsSpan(leaf.Start, leaf.Length)), ref tally);
            if (leaf.OtherLength >= 0)
            {
                Add(predicate.Takes(_text.AsSpan(leaf.OtherStart, leaf.OtherLength)), ref tally);
            }
        }
    }

    private static void Add(bool hit, ref Tally tally)
    {
        tally.Hits += hit ? 1 : 0;
        tally.Misses += hit ? 0 : 1;
    }

    private bool IsStep(in Node node, string step) => node.Index >= 0
        ? int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index == node.Index
        : _text.AsSpan(node.NameStart, node.NameLength).SequenceEqual(step);

    private void Walk(Utf8JsonReader reader, FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> keys)
    {
        var depth = 0;
        var (keyId, nameStart, nameLength) = (-1, 0, 0);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    nameStart = _used;
                    ReadName(ref reader);
                    nameLength = _used - nameStart;
                    keyId = keys.TryGetValue(_text.AsSpan(nameStart, nameLength), out var id) ? id : -1;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    _nodes[_open[--depth]].EndLeaf = _leafCount;
                    break;
                default:
                    var parent = depth == 0 ? -1 : _open[depth - 1];
                    var node = new Node { Parent = parent, KeyId = -1, Index = -1, FirstLeaf = _leafCount };
                    if (parent >= 0 && _nodes[parent].IsArray)
                    {
                        node.Index = _nodes[parent].Items++;
                    }
                    else
                    {
                        (node.KeyId, node.NameStart, node.NameLength) = (keyId, nameStart, nameLength);
                    }

                    node.IsArray = reader.TokenType == JsonTokenType.StartArray;
                    var isOpen = node.IsArray || reader.TokenType == JsonTokenType.StartObject;
                    if (!isOpen)
                    {
                        ReadLeaf(ref reader);
                    }

                    node.EndLeaf = _leafCount;
                    Grow(ref _nodes, _nodeCount);
                    _nodes[_nodeCount] = node;
                    if (isOpen)
                    {
                        Grow(ref _open, depth);
                        _open[depth++] = _nodeCount;
                    }

                    _nodeCount++;
                    break;
            }
        }
    }

    private void ReadName(ref Utf8JsonReader reader)
    {
        var start = _used;
        Copy(ref reader);
        var name = _text.AsSpan(start, _used - start);
        if (!Ascii.IsValid(name))
        {
            var folded = ArgumentKey.Fold(name.ToString());
            _used = start;
            Append(folded);
            return;
        }

        // The same fold as ArgumentKey's, in place.
        _used = start;
        foreach (var c in name)
        {
            if (c is not ('_' or '-' or ' ' or '.'))
            {
                _text[_used++] = char.ToLowerInvariant(c);
            }
        }
    }

    private void ReadLeaf(ref Utf8JsonReader reader)
    {
        var leaf = new Leaf { Start = _used, OtherLength = -1 };
        if (reader.TokenType == JsonTokenType.String)
        {
            Copy(ref reader);
            leaf.Length = _used - leaf.Start;
            var text = _text.AsSpan(leaf.Start, leaf.Length);
            if (!Ascii.IsValid(text))
            {
                Other(ref leaf, PlainText(text));
            }
        }
        else
        {
            Room(reader.ValueSpan.Length);
            _used += Encoding.UTF8.GetChars(reader.ValueSpan, _text.AsSpan(_used));
            leaf.Length = _used - leaf.Start;
            if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.IndexOfAny("eE."u8) >= 0)
            {
                Other(ref leaf, PlainNumber(_text.AsSpan(leaf.Start, leaf.Length)));
            }
        }

        Grow(ref _leaves, _leafCount);
        _leaves[_leafCount++] = leaf;
    }

    // Fullwidth letters and zero-width joints must not hide a word: the text is looked at as it is, and without them.
    private static string PlainText(ReadOnlySpan<char> text)
    {
        var wide = text.ToString().Normalize(NormalizationForm.FormKC);
        var result = new StringBuilder(wide.Length);
        foreach (var rune in wide.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    // 1e2 and 100.0 are 100.
    private static string PlainNumber(ReadOnlySpan<char> text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number.ToString("0.############################", CultureInfo.InvariantCulture);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var big) ? big.ToString("R", CultureInfo.InvariantCulture) : text.ToString();
    }

    private void Other(ref Leaf leaf, string other)
    {
        if (_text.AsSpan(leaf.Start, leaf.Length).SequenceEqual(other))
        {
            return;
        }

        leaf.OtherStart = _used;
        Append(other);
        leaf.OtherLength = _used - leaf.OtherStart;
    }

    private void Copy(ref Utf8JsonReader reader)
    {
        Room(reader.ValueSpan.Length);
        _used += reader.CopyString(_text.AsSpan(_used));
    }

    private void Append(string text)
    {
        Room(text.Length);
        text.CopyTo(_text.AsSpan(_used));
        _used += text.Length;
    }

    private void Room(int more)
    {
        if (_used + more <= _text.Length)
        {
            return;
        }

        var wanted = Math.Max(_text.Length * 2, _used + more);
        var larger = wanted > KeptChars ? ArrayPool<char>.Shared.Rent(wanted) : new char[wanted];
        _text.AsSpan(0, _used).CopyTo(larger);
        if (_text.Length > KeptChars)
        {
            ArrayPool<char>.Shared.Return(_text);
        }

        _text = larger;
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, count * 2);
        }
    }

    private struct Node
    {
        public int Parent;
        public int KeyId;
        public int NameStart;
        public int NameLength;
        public int Index;
        public int Items;
        public int FirstLeaf;
        public int EndLeaf;
        public bool IsArray;
    }

    private struct Leaf
    {
        public int Start;
        public int Length;
        public int OtherStart;
        public int OtherLength;
    }
}
