namespace PolicyGuard.Intent.Drawing;

/// <summary>
/// Places nodes in layers: a node stands behind all that lead to it, as far as there is no way back; within a layer nodes stand near those that
/// lead to them.
/// </summary>
internal sealed class Layers
{
    // Sweeps to and fro; after a few nothing moves in graphs that people can read.
    private const int Sweeps = 6;

    private readonly IntentGraph _graph;
    private readonly int[] _layer;
    private readonly bool[] _isBack;

    public Layers(IntentGraph graph)
    {
        _graph = graph;
        _layer = new int[graph.Nodes.Count];
        _isBack = new bool[graph.Edges.Count];
        FindBackEdges();
        Deepen();
        Columns = [.. Enumerable.Range(0, graph.Nodes.Count).GroupBy(node => _layer[node]).OrderBy(static column => column.Key).Select(static column => column.ToArray())];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            Straighten(sweep % 2 == 0);
        }
    }

    /// <summary>The nodes of each layer, from top to bottom.</summary>
    public IReadOnlyList<int[]> Columns { get; }

    /// <summary>The layer of a node, from 0.</summary>
    public int LayerOf(int node) => _layer[node];

    // An edge to a node whose own ways are still being followed closes a circle. Without recursion: a policy may be a long chain.
    private void FindBackEdges()
    {
        var leaving = Enumerable.Range(0, _graph.Edges.Count).ToLookup(edge => _graph.Edges[edge].From);
        var state = new byte[_graph.Nodes.Count];
        for (var root = 0; root < _graph.Nodes.Count; root++)
        {
            if (state[root] != 0)
            {
                continue;
            }

            state[root] = 1;
            var open = new Stack<(int Node, IEnumerator<int> Edges)>([(root, leaving[root].GetEnumerator())]);
            while (open.TryPeek(out var here))
            {
                if (!here.Edges.MoveNext())
                {
                    state[here.Node] = 2;
                    open.Pop();
                    continue;
                }

                var to = _graph.Edges[here.Edges.Current].To;
                _isBack[here.Edges.Current] = state[to] == 1;
                if (state[to] == 0)
                {
                    state[to] = 1;
                    open.Push((to, leaving[to].GetEnumerator()));
                }
            }
        }
    }

    private void Deepen()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            for (var edge = 0; edge < _graph.Edges.Count; edge++)
            {
                var (from, to, _) = _graph.Edges[edge];
                if (!_isBack[edge] && _layer[to] <= _layer[from])
                {
                    _layer[to] = _layer[from] + 1;
                    changed = true;
                }
            }
        }
    }

    private void Straighten(bool forward)
    {
        var place = new double[_graph.Nodes.Count];
        foreach (var column in Columns)
        {
            for (var i = 0; i < column.Length; i++)
            {
                place[column[i]] = i;
            }
        }

        foreach (var column in forward ? Columns : Columns.Reverse())
        {
            var wanted = column.ToDictionary(static node => node, node => _graph.Edges
                .Where(edge => forward ? edge.To == node && _layer[edge.From] < _layer[node] : edge.From == node && _layer[edge.To] > _layer[node])
                .Select(edge => place[forward ? edge.From : edge.To]).DefaultIfEmpty(place[node]).Average());
            var sorted = column.OrderBy(node => wanted[node]).ThenBy(static node => node).ToArray();
            sorted.CopyTo(column, 0);
            for (var i = 0; i < column.Length; i++)
            {
                place[column[i]] = i;
            }
        }
    }
}
