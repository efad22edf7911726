using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Text;

/// <summary>Bytes that differ from their canonical form would hash differently for every verifier.</summary>
public sealed class CanonicalJsonWriterTests
{
    [Fact]
    public void Members_out_of_order_or_twice_are_a_bug_that_shows_at_once()
    {
        Assert.Throws<InvalidOperationException>(() => new CanonicalJsonWriter().BeginObject().Name("b").Number(1).Name("a"));
        Assert.Throws<InvalidOperationException>(() => new CanonicalJsonWriter().BeginObject().Name("a").Number(1).Name("a"));
    }

    [Fact]
    public void Each_object_has_an_order_of_its_own()
    {
        var writer = new CanonicalJsonWriter().BeginObject()
            .Name("b").BeginObject().Name("a").Boolean(true).Name("z").Boolean(false).EndObject()
            .Name("c").BeginArray().BeginObject().Name("a").Number(-1).EndObject().String("x").BeginArray().EndArray().EndArray()
            .Name("d").Raw("{}"u8)
            .Optional("e", null).Optional("f", "")
            .EndObject();
        Assert.Equal("""{"b":{"a":true,"z":false},"c":[{"a":-1},"x",[]],"d":{}}""", Text(writer));
    }

    [Theory]
    [InlineData("plain ü 🙂 / < > & ' \u007f \u2028", "plain ü 🙂 / < > & ' \u007f \u2028")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("\0\u0001\u001f", "\\u0000\\u0001\\u001f")]
    public void Strings_are_escaped_as_RFC_8785_says_and_not_more(string value, string expected) =>
        Assert.Equal($"\"{expected}\"", Text(new CanonicalJsonWriter().String(value)));

    [Fact]
    public void A_line_break_in_a_value_never_breaks_a_line_of_the_log() =>
        Assert.DoesNotContain("\n", Text(new CanonicalJsonWriter().BeginObject().Name("a\nb").String("c\r\nd").EndObject()));

    private static string Text(CanonicalJsonWriter writer) => Encoding.UTF8.GetString(writer.Written.Span);
}
