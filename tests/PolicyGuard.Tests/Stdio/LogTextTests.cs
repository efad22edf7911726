using System.Text;
using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain text, ü, 漢, 🙂", "plain text, ü, 漢, 🙂")]
    [InlineData("\u001b]0;title\u0007", @"\u{1b}]0;title\u{7}")]
    [InlineData("a\nb\r\tc\0", @"a\u{a}b\u{d}\u{9}c\u{0}")]
    [InlineData("\u202eevil\u2066\u200b\ufeff\u2028\u0085", @"\u{202e}evil\u{2066}\u{200b}\u{feff}\u{2028}\u{85}")]
    [InlineData("\U000e0041", @"\u{e0041}")]
    public void Nothing_that_moves_hides_or_reorders_text_stays(string text, string shown) =>
        Assert.Equal(shown, LogText.Escape(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_bytes() =>
        Assert.Equal(@"a\xff\xc0\x80\xedz\xe2\x82", LogText.Escape([(byte)'a', 0xff, 0xc0, 0x80, 0xed, (byte)'z', 0xe2, 0x82]));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal(new string('x', 20) + "…", LogText.Escape(Encoding.ASCII.GetBytes(new string('x', 5000)), 20));
}
