using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class TomlSourceTests
{
    [Theory]
    [InlineData("a = 1", "{a:1}")]
    [InlineData("a = \"x\\t\\u0041\\\"\" # comment", "{a:x\tA\"}")]
    [InlineData("a = 'C:\\n'", "{a:C:\\n}")]
    [InlineData("a = '''\n'it''s'\n'''", "{a:'it''s'\n}")]
    [InlineData("a = \"\"\"x\"\"\"\"", "{a:x\"}")]
    [InlineData("a = \"\"\"x \\\n   y\"\"\"", "{a:x y}")]
    [InlineData("a.b.'c d' = true\na.e = 2.5", "{a:{b:{c d:true},e:2.5}}")]
    [InlineData("a = [ 1, # one\n  'two', ]\nb = []", "{a:[1,two],b:[]}")]
    [InlineData("a = { b = 1, c.d = 'x' }", "{a:{b:1,c:{d:x}}}")]
    [InlineData("[t]\na = 1\n[t.u]\nb = 1_000\n[v]\n", "{t:{a:1,u:{b:1000}},v:{}}")]
    [InlineData("[[r]]\nid = 'a'\n[[r.s]]\nx = 1\n[[r.s]]\nx = 2\n[[r]]\nid = 'b'", "{r:[{id:a,s:[{x:1},{x:2}]},{id:b}]}")]
    [InlineData("", "{}")]
    [InlineData("a = 1\r\nb = 2\r\n", "{a:1,b:2}")]
    public void Reads(string toml, string shown)
    {
        var faults = new List<Diagnostic>();
        var root = SourceText.Read(toml, "x.toml", faults);
        Assert.Empty(faults);
        Assert.Equal(shown, Show(root!));
    }

    [Theory]
    [InlineData("a = 1\na = 2", 2, 1)]
    [InlineData("[t]\n[t]", 2, 1)]
    [InlineData("a = 1\n[a]", 2, 2)]
    [InlineData("a = 1 b = 2", 1, 7)]
    [InlineData("a = ", 1, 5)]
    [InlineData("= 1", 1, 1)]
    [InlineData("a = 'x", 1, 7)]
    [InlineData("a = \"\\d\"", 1, 6)]
    [InlineData("a = 2024-01-01", 1, 5)]
    [InlineData("a = x", 1, 5)]
    [InlineData("a = [1, 2", 1, 10)]
    [InlineData("[[a]]\n[a]", 2, 1)]
    [InlineData("[a", 1, 3)]
    [InlineData("a = nan", 1, 5)]
    public void Refuses_and_says_where(string toml, int line, int column)
    {
        var faults = new List<Diagnostic>();
        Assert.Null(SourceText.Read(toml, "x.toml", faults));
        var fault = Assert.Single(faults);
        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[[a]]\n")]
    [InlineData("a.")]
    [InlineData("a = [")]
    [InlineData("{")]
    [InlineData("a = {b=")]
    [InlineData("[a]\n")]
    public void A_hostile_file_is_refused_and_ends_nothing(string unit)
    {
        var faults = new List<Diagnostic>();
        var text = (unit is "[" or "[[a]]\n" or "[a]\n" ? "" : "a = ") + string.Concat(Enumerable.Repeat(unit, 100_000));
        var root = SourceText.Read(text, "x.toml", faults);
        Assert.Equal(unit == "[[a]]\n", root is not null);
    }

    private static string Show(SourceNode node) => node switch
    {
        SourceMap map => $"{{{string.Join(',', map.Entries.Select(e => $"{e.Key.Text}:{Show(e.Value)}"))}}}",
        SourceList list => $"[{string.Join(',', list.Items.Select(Show))}]",
        var scalar => ((SourceScalar)scalar).Text,
    };
}
