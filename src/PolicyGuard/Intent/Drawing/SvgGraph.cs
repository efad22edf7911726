using System.Globalization;
using System.Text;
using System.Xml;

namespace PolicyGuard.Intent.Drawing;

/// <summary>Draws as SVG 1.1: layers from left to right, ways back beneath. It holds no script, no link and no style of others.</summary>
public static class SvgGraph
{
    private const int NodeHeight = 32;
    private const int RowGap = 24;
    private const int ColumnGap = 80;
    private const int Margin = 24;
    private const double LetterWidth = 7.4;
    private const int LongestLabel = 48;

    /// <summary>The drawing as one document.</summary>
    public static string Of(IntentGraph graph)
    {
        var layers = new Layers(graph);
        var boxes = Place(graph, layers, out var width, out var height);
        height += graph.Edges.Count(edge => IsBack(edge, layers)) > 0 ? 48 : 0;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="monospace" font-size="12" role="img">""").Append('\n');
        svg.Append("<title>").Append(Escaped(graph.Title)).Append("</title>\n<defs>");
        foreach (var (id, colour) in new[] { ("next", "#333"), ("after", "#06c"), ("never", "#c00") })
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<marker id="{id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>""");
        }

        svg.Append("</defs>\n");
        foreach (var edge in graph.Edges)
        {
            Edge(svg, edge, boxes[edge.From], boxes[edge.To], IsBack(edge, layers), height - 8);
        }

        for (var node = 0; node < graph.Nodes.Count; node++)
        {
            Node(svg, graph, node, boxes[node]);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static Box[] Place(IntentGraph graph, Layers layers, out int width, out int height)
    {
        var boxes = new Box[graph.Nodes.Count];
        var (x, deepest) = (Margin, 0);
        foreach (var column in layers.Columns)
        {
            var widest = column.Max(node => WidthOf(graph.Label(node)));
            for (var row = 0; row < column.Length; row++)
            {
                boxes[column[row]] = new Box(x, Margin + (row * (NodeHeight + RowGap)), WidthOf(graph.Label(column[row])));
            }

            deepest = Math.Max(deepest, column.Length);
            x += widest + ColumnGap;
        }

        width = Math.Max(x - ColumnGap, Margin) + Margin;
        height = (2 * Margin) + Math.Max(0, (deepest * (NodeHeight + RowGap)) - RowGap);
        return boxes;
    }

    private static void Node(StringBuilder svg, IntentGraph graph, int node, Box box)
    {
        var (fill, radius) = graph.Nodes[node] == TransitionDocument.Start ? ("#dfd", 16) : graph.Terminal.Contains(node) ? ("#eee", 0) : ("#fff", 5);
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{box.X}" y="{box.Y}" width="{box.Width}" height="{NodeHeight}" rx="{radius}" fill="{fill}" stroke="#333"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{box.X + (box.Width / 2)}" y="{box.Middle + 4}" text-anchor="middle">""").Append(Escaped(Short(graph.Label(node)))).Append("</text>\n");
    }

    private static void Edge(StringBuilder svg, IntentEdge edge, Box from, Box to, bool isBack, int floor)
    {
        var (colour, marker, dash) = edge.Kind switch
        {
            EdgeKind.Next => ("#333", "next", ""),
            EdgeKind.After => ("#06c", "after", """ stroke-dasharray="5 3" """),
            _ => ("#c00", "never", """ stroke-dasharray="2 3" """),
        };
        var path = edge.From == edge.To
            ? Text($"M{from.X + from.Width - 16} {from.Y}C{from.X + from.Width - 16} {from.Y - 20} {from.X + 16} {from.Y - 20} {from.X + 16} {from.Y}")
            : isBack
                ? Text($"M{from.X + (from.Width / 2)} {from.Y + NodeHeight}C{from.X + (from.Width / 2)} {floor} {to.X + (to.Width / 2)} {floor} {to.X + (to.Width / 2)} {to.Y + NodeHeight}")
                : Text($"M{from.X + from.Width} {from.Middle}C{from.X + from.Width + (ColumnGap / 2)} {from.Middle} {to.X - (ColumnGap / 2)} {to.Middle} {to.X} {to.Middle}");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="{path}" fill="none" stroke="{colour}"{dash} marker-end="url(#{marker})"/>""").Append('\n');
    }

    private static bool IsBack(IntentEdge edge, Layers layers) => edge.From != edge.To && layers.LayerOf(edge.To) <= layers.LayerOf(edge.From);

    private static int WidthOf(string label) => (int)(Short(label).Length * LetterWidth) + 24;

    private static string Short(string label) => label.Length <= LongestLabel ? label : $"{label[..(LongestLabel - 1)]}…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // What XML 1.0 cannot say at all is spelled out; the rest is escaped.
    private static string Escaped(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.Value switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}") : rune.ToString(),
            });
        }

        return result.ToString();
    }

    private readonly record struct Box(int X, int Y, int Width)
    {
        public int Middle => Y + (NodeHeight / 2);
    }
}
