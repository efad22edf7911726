using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>JSON holds the words of agents and tool servers, and people read it at a terminal before they approve a call.</summary>
public sealed class JsonOutTests
{
    [Theory]
    [InlineData("\u009b2J\u009b31m")]
    [InlineData("a\u202egnp.exe\u2066")]
    [InlineData("pass\u200bword\u2028next line")]
    [InlineData("\U000e0041\U000e0042")]
    [InlineData("\u007f")]
    public void An_agent_writes_on_the_terminal_of_who_approves(string words)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(words, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var raw = Encoding.UTF8.GetBytes($"\"{words}\"");
        foreach (var written in new[] { json, raw })
        {
            var printed = Encoding.UTF8.GetString(JsonOut.Printable(written));
            Assert.DoesNotContain(printed.EnumerateRunes(), static rune => !SafeText.Prints(rune));
            Assert.Equal(words, JsonSerializer.Deserialize<string>(printed));
        }
    }

    [Fact]
    public void What_people_read_stays_readable() => Assert.Equal("{\n\"ü\": \"日本 😀 <b>\"}", Encoding.UTF8.GetString(JsonOut.Printable("{\n\"ü\": \"日本 😀 <b>\"}"u8)));
}
