namespace PolicyGuard.Intent.Drawing;

/// <summary>What is drawn of an intent policy: the tools that its transitions and look-backs name, and the lines between them.</summary>
public sealed class IntentGraph
{
    private readonly List<string> _nodes = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<IntentEdge> _edges = [];

    /// <summary>Makes the graph of a policy.</summary>
    /// <param name="policy">The policy.</param>
    public IntentGraph(IntentPolicy policy)
    {
        var document = policy.Document;
        Title = document.Name;
        foreach (var entry in document.Transitions)
        {
            var from = Node(entry.Written);
            foreach (var next in entry.Next)
            {
                _edges.Add(new IntentEdge(from, Node(next.Written), EdgeKind.Next));
            }

            if (entry.Next.Count == 0)
            {
                Terminal.Add(from);
            }
        }

        foreach (var (lines, kind) in new[] { (document.After, EdgeKind.After), (document.NeverAfter, EdgeKind.NeverAfter) })
        {
            foreach (var line in lines)
            {
                _edges.AddRange(line.Earlier.Select(earlier => new IntentEdge(Node(earlier.Written), Node(line.Key.Written), kind)));
            }
        }
    }

    /// <summary>The policy's name.</summary>
    public string Title { get; }

    /// <summary>The tools, as written in the policy; <c>^</c> is the start.</summary>
    public IReadOnlyList<string> Nodes => _nodes;

    /// <summary>The lines.</summary>
    public IReadOnlyList<IntentEdge> Edges => _edges;

    /// <summary>The nodes that nothing may follow.</summary>
    public HashSet<int> Terminal { get; } = [];

    /// <summary>What a node is called in a drawing.</summary>
    public string Label(int node) => _nodes[node] == TransitionDocument.Start ? "start" : _nodes[node];

    private int Node(string written)
    {
        if (!_known.TryGetValue(written, out var node))
        {
            _known[written] = node = _nodes.Count;
            _nodes.Add(written);
        }

        return node;
    }
}

/// <summary>A line between two tools.</summary>
/// <param name="From">The earlier tool, as an index of the nodes.</param>
/// <param name="To">The later tool.</param>
/// <param name="Kind">What it says.</param>
public readonly record struct IntentEdge(int From, int To, EdgeKind Kind);

/// <summary>What a line says of the later tool.</summary>
public enum EdgeKind
{
    /// <summary>It may follow directly.</summary>
    Next,

    /// <summary>It needs the earlier one.</summary>
    After,

    /// <summary>It must not come after the earlier one.</summary>
    NeverAfter,
}
