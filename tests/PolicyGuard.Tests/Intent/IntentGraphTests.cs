using System.Globalization;
using System.Xml.Linq;
using PolicyGuard.Intent;
using PolicyGuard.Intent.Drawing;

namespace PolicyGuard.Tests.Intent;

public sealed class IntentGraphTests
{
    private const string Yaml = """
        allowed_transitions: { "^": [fetch], fetch: [clean, fetch], clean: [store, fetch], store: [] }
        after: { store: [clean] }
        never_after: { fetch: [store] }
        """;

    [Fact]
    public void Mermaid_has_a_line_for_each_rule()
    {
        var text = MermaidGraph.Of(new IntentGraph(Policies.Of(Yaml)));
        Assert.Equal(
            """
            flowchart LR
                n0(["start"])
                n1["fetch"]
                n2["clean"]
                n3[["store"]]
                n0 --> n1
                n1 --> n2
                n1 --> n1
                n2 --> n3
                n2 --> n1
                n2 -. needed by .-> n3
                n3 -. never .-x n1

            """,
            text);
    }

    [Fact]
    public void Names_are_never_syntax()
    {
        var policy = Policies.Of("allowed_transitions: { 'a\"]; click n0 href x': ['<script>&'], '<script>&': ['b\"/><x'], 'b\"/><x': [] }");
        var text = MermaidGraph.Of(new IntentGraph(policy));
        Assert.Contains("n0[\"a#34;#93;#59; click n0 href x\"]", text, StringComparison.Ordinal);
        Assert.DoesNotContain('<', text);
        var svg = XDocument.Parse(SvgGraph.Of(new IntentGraph(policy)));
        Assert.Equal(["a\"]; click n0 href x", "<script>&", "b\"/><x"], svg.Descendants().Where(static node => node.Name.LocalName == "text").Select(static node => node.Value));
        Assert.Equal(["defs", "marker", "path", "rect", "svg", "text", "title"], svg.Descendants().Select(static node => node.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Boxes_stand_within_the_picture_and_none_on_another()
    {
        var dice = new Dice(9);
        for (var round = 0; round < 40; round++)
        {
            var names = Enumerable.Range(0, 2 + dice.Below(20)).Select(i => $"tool_{i}").ToList();
            var lines = names.Select(name => $"  {name}: [{string.Join(", ", Enumerable.Range(0, dice.Below(4)).Select(_ => dice.Of(names)))}]");
            var svg = XDocument.Parse(SvgGraph.Of(new IntentGraph(Policies.Of("allowed_transitions:\n" + string.Join('\n', lines))))).Root!;
            var boxes = svg.Elements().Where(static node => node.Name.LocalName == "rect").Select(static node => (X: Number(node, "x"), Y: Number(node, "y"), W: Number(node, "width"), H: Number(node, "height"))).ToList();
            Assert.Equal(names.Count, boxes.Count);
            Assert.All(boxes, box => Assert.True(box.X >= 0 && box.Y >= 0 && box.X + box.W <= Number(svg, "width") && box.Y + box.H <= Number(svg, "height")));
            Assert.All(boxes.SelectMany((a, i) => boxes.Skip(i + 1).Select(b => (a, b))), static pair => Assert.False(
                pair.a.X < pair.b.X + pair.b.W && pair.b.X < pair.a.X + pair.a.W && pair.a.Y < pair.b.Y + pair.b.H && pair.b.Y < pair.a.Y + pair.a.H));
        }
    }

    [Fact]
    public void A_long_chain_and_a_policy_without_transitions_are_drawn()
    {
        var chain = "allowed_transitions:\n" + string.Join('\n', Enumerable.Range(0, 1500).Select(static i => $"  t{i}: [t{i + 1}]"));
        Assert.Equal(1501, XDocument.Parse(SvgGraph.Of(new IntentGraph(Policies.Of(chain)))).Root!.Elements().Count(static node => node.Name.LocalName == "rect"));
        Assert.Equal("svg", XDocument.Parse(SvgGraph.Of(new IntentGraph(Policies.Of("allowed_tools: [a]")))).Root!.Name.LocalName);
    }

    private static double Number(XElement node, string name) => double.Parse(node.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
