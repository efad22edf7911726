using PolicyGuard.Taint.Flow.Outputs;

namespace PolicyGuard.Tests.Taint.Flow;

public sealed class OutputReaderTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": ["x", {"c": "y z"}]}""", "a=1 b/*=x b/*/c=y z")]
    [InlineData("{'a': 1, 'b': ['x', {'c': \"y's\"}], 'd': None, 'e': True}", "a=1 b/*=x b/*/c=y's d=None e=True")]
    [InlineData("[Text(type='text', size=3), Text(type='b', size=-1.5)]", "*/type=text */size=3 */type=b */size=-1.5")]
    [InlineData("(1, 'two',)", "*=1 *=two")]
    [InlineData("{'t': 'line\\nnext \\u00e9 \\x41'}", "t=line\nnext é A")]
    [InlineData("- id: 1\n  subject: 'a: b'\n- id: 2\n  subject: |-\n    x\n    y", "*/id=1 */subject=a: b */id=2 */subject=x\ny")]
    [InlineData("name: Ann\nmail: ann@a.example", "name=Ann mail=ann@a.example")]
    [InlineData("id,name\n1,Ann\n2,\"Bob, Jr\"", "*/id=1 */name=Ann */id=2 */name=Bob, Jr")]
    [InlineData("| id | name |\n|----|------|\n| 1 | Ann |", "*/id=1 */name=Ann")]
    [InlineData("\"{'a': 'b'}\"", "a=b")]
    [InlineData("Dear all, this is a letter: read it.", "~Dear all, this is a letter: read it.")]
    [InlineData("{'a': 1", "~{'a': 1")]
    [InlineData("{'a': 1} and more", "~{'a': 1} and more")]
    [InlineData("a: &x 1\nb: *x", "~a: &x 1\nb: *x")]
    public void What_tools_print_is_read_into_names_and_values(string text, string expected) => Assert.Equal(expected, Flat(OutputReader.Read(text)));

    [Fact]
    public void The_wrapping_of_an_MCP_result_is_taken_off()
    {
        var node = OutputReader.Read("""{"content":[{"type":"text","text":"{\"a\":1}"}],"structuredContent":{"b":2},"isError":false}"""u8.ToArray());
        Assert.True(node.IsWrapping);
        Assert.Equal("text/a=1 structuredContent/b=2", Flat(node));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{'a':")]
    [InlineData("(")]
    [InlineData("a(")]
    [InlineData("- ")]
    [InlineData("'\\")]
    [InlineData("a: ")]
    [InlineData("x,")]
    [InlineData("{\"a\":")]
    public void What_never_closes_is_text_and_ends(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 30_000));
        Assert.NotNull(OutputReader.Read(text));
    }

    private static string Flat(Node node)
    {
        var parts = new List<string>();
        Walk(node, "", parts);
        return string.Join(' ', parts);
    }

    private static void Walk(Node node, string path, List<string> parts)
    {
        if (node.Text is { } text)
        {
            parts.Add(node.IsProse ? $"{path}~{text}" : $"{path.TrimStart('/')}={text}");
        }

        node.Members.ForEach(m => Walk(m.Value, $"{path}/{m.Name}", parts));
        node.Items.ForEach(i => Walk(i, $"{path}/*", parts));
    }
}
