using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

public sealed class SourceTextTests
{
    [Fact]
    public void Aliases_that_multiply_are_refused_before_anything_is_built()
    {
        var bomb = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i =>
            $"b{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Equal("1 syntax the aliases stand for more than 2000000 values", Fault("p.yaml", bomb, "stand for"));
    }

    [Theory]
    [InlineData("p.yaml", "[", "]")]
    [InlineData("p.yaml", "{a: ", "}")]
    [InlineData("p.json", "[", "]")]
    [InlineData("p.json", "{\"a\":", "}")]
    public void Depth_is_bounded(string path, string open, string close)
    {
        foreach (var depth in (int[])[65, 1_000, 100_000])
        {
            Assert.StartsWith("1 syntax", Fault(path, string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)), null));
        }
    }

    [Fact]
    public void Nesting_by_indentation_is_bounded() => Assert.Contains("levels deep", Fault("p.yaml", string.Concat(Enumerable.Range(0, 200).Select(i => new string(' ', i) + "a:\n")), null));

    [Fact]
    public void A_file_that_is_too_large_is_refused() => Assert.Contains("too-large", Fault("p.yaml", new string('#', SourceText.MaxLength + 1), null));

    [Theory]
    [InlineData("p.yaml", "\uFEFFa: 1")]
    [InlineData("p.json", "\uFEFF{\"a\":1}")]
    public void A_byte_order_mark_is_no_part_of_the_text(string path, string text) => Assert.Equal("1", ((SourceScalar)((SourceMap)Read(path, text, out _)!)["a"]!).Text);

    [Theory]
    [InlineData("p.yaml", "a:\n  - b\n  - \"c\"\n", "2:5 3:5")]
    [InlineData("p.json", "{\"a\":\n  [\"\U0001F600é\", \"c\"]}", "2:4 2:11")]
    [InlineData("p.json", "{\"a\": [\r\n1,\r\n2]}", "2:1 3:1")]
    public void Places_are_lines_and_columns_from_one_in_utf16_units(string path, string text, string places)
    {
        var list = (SourceList)((SourceMap)Read(path, text, out _)!)["a"]!;
        Assert.Equal(places, string.Join(' ', list.Items.Select(i => $"{i.Line}:{i.Column}")));
    }

    [Theory]
    [InlineData("no", "Text")]
    [InlineData("on", "Text")]
    [InlineData("1:30", "Text")]
    [InlineData("0x1F", "Text")]
    [InlineData(".inf", "Text")]
    [InlineData("1_000", "Text")]
    [InlineData("-", "Text")]
    [InlineData("1e", "Text")]
    [InlineData("true", "Bool")]
    [InlineData("FALSE", "Bool")]
    [InlineData("tRue", "Text")]
    [InlineData("~", "Null")]
    [InlineData("", "Null")]
    [InlineData("-12", "Number")]
    [InlineData("+1.5e-3", "Number")]
    [InlineData(".5", "Number")]
    [InlineData("1.", "Number")]
    public void A_plain_scalar_means_what_yaml_1_2_says(string text, string type) => Assert.Equal(type, PlainScalar.TypeOf(text).ToString());

    [Theory]
    [InlineData("{ a: [1, +1, 1.5, .5, 007, 1., -0, true, ~, \"x\", 2026-01-01] }", "{\"a\":[1,\"\\u002B1\",1.5,\".5\",\"007\",\"1.\",-0,true,null,\"x\",\"2026-01-01\"]}")]
    public void Arguments_of_tests_become_json(string yaml, string json) => Assert.Equal(json, System.Text.Encoding.UTF8.GetString(SourceJson.Write(Read("p.yaml", yaml, out _)!)));

    private static string Fault(string path, string text, string? part)
    {
        Assert.Null(Read(path, text, out var complaints));
        var first = complaints.All.First(d => part is null || d.Message.Contains(part, StringComparison.Ordinal));
        return $"{(first.Line > 20 ? first.Line : 1)} {first.Code} {first.Message}";
    }

    private static SourceNode? Read(string path, string text, out Complaints complaints)
    {
        complaints = new Complaints(path);
        return SourceText.Read(text, complaints);
    }
}
