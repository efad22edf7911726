using System.Text;
using PolicyGuard.Ledger;

namespace PolicyGuard.Tests.Ledger;

/// <summary>An entry whose bytes differ from their canonical form would hash differently for every verifier.</summary>
public sealed class EntryWriterTests
{
    [Fact]
    public void Members_out_of_order_or_twice_are_a_bug_that_shows_at_once()
    {
        Assert.Throws<InvalidOperationException>(() => new EntryWriter().BeginObject().Name("b").Number(1).Name("a"));
        Assert.Throws<InvalidOperationException>(() => new EntryWriter().BeginObject().Name("a").Number(1).Name("a"));
    }

    [Fact]
    public void Each_object_has_an_order_of_its_own()
    {
        var writer = new EntryWriter().BeginObject()
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
        Assert.Equal($"\"{expected}\"", Text(new EntryWriter().String(value)));

    [Fact]
    public void A_line_break_in_a_value_never_breaks_a_line_of_the_log() =>
        Assert.DoesNotContain("\n", Text(new EntryWriter().BeginObject().Name("a\nb").String("c\r\nd").EndObject()));

    [Fact]
    public void A_kind_is_read_as_it_is_written_and_in_no_other_way()
    {
        foreach (var kind in Enum.GetValues<EntryKind>())
        {
            Assert.True(EntryKinds.TryParse(kind.Name(), out var read));
            Assert.Equal(kind, read);
        }

        Assert.False(EntryKinds.TryParse("Opened", out _));
        Assert.False(EntryKinds.TryParse(null, out _));
        Assert.False(EntryKinds.TryParse("0", out _));
    }

    private static string Text(EntryWriter writer) => Encoding.UTF8.GetString(writer.Written.Span);
}
