using System.Globalization;
using System.Text;

namespace PolicyGuard.Intent.Drawing;

/// <summary>Draws as a Mermaid flowchart. Names stand in quotes with everything that is no letter, digit or blank as an entity, so none can be syntax.</summary>
public static class MermaidGraph
{
    /// <summary>The drawing, to be put into a <c>mermaid</c> block.</summary>
    public static string Of(IntentGraph graph)
    {
        var text = new StringBuilder("flowchart LR\n");
        for (var node = 0; node < graph.Nodes.Count; node++)
        {
            var (open, close) = graph.Nodes[node] == TransitionDocument.Start ? ("([", "])") : graph.Terminal.Contains(node) ? ("[[", "]]") : ("[", "]");
            text.Append(CultureInfo.InvariantCulture, $"    n{node}{open}\"{Escaped(graph.Label(node))}\"{close}\n");
        }

        foreach (var edge in graph.Edges)
        {
            var line = edge.Kind switch { EdgeKind.Next => "-->", EdgeKind.After => "-. needed by .->", _ => "-. never .-x" };
            text.Append(CultureInfo.InvariantCulture, $"    n{edge.From} {line} n{edge.To}\n");
        }

        return text.ToString();
    }

    private static string Escaped(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            text.Append(rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '_') ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"#{rune.Value};"));
        }

        return text.ToString();
    }
}
