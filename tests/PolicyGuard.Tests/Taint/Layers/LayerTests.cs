using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Layers;

namespace PolicyGuard.Tests.Taint.Layers;

public sealed class LayerTests
{
    private static readonly IReadOnlyList<string> Shown = [.. Hiding.Shown.Keys];

    public static TheoryData<string> Ways => [.. Hiding.Shown.Keys.Concat(Hiding.Silent.Keys)];

    public static TheoryData<string> SilentWays => [.. Hiding.Silent.Keys];

    public static TheoryData<string, string> Pairs => [.. Shown.SelectMany(outer => Shown, (outer, inner) => new TheoryDataRow<string, string>(outer, inner))];

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_token_hidden_in_any_way_is_found_wherever_it_stands(string way)
    {
        var hidden = Hide(way, PlantedToken.Text);
        foreach (var text in (string[])[hidden, $"see: {hidden}", $"https://collector.example.net/p?d={hidden}", $"({hidden}), and more.", $"a line\n\n{hidden}\n\nanother line of prose"])
        {
            var findings = PlantedToken.Scanner.ScanText(text);
            var finding = Assert.Single(findings, f => f.Label.Overlaps(LabelSet.Secret));
            Assert.NotNull(finding.Via);
            Assert.DoesNotContain(hidden, Redactor.Mask(text, findings), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_token_is_found_through_two_layers_that_show(string outer, string inner) =>
        AssertFound(Hide(outer, Hide(inner, PlantedToken.Text)), $"{outer}>{inner}");

    [Theory]
    [MemberData(nameof(SilentWays))]
    public void A_token_is_found_where_one_layer_that_shows_is_around_one_that_does_not(string silent)
    {
        foreach (var outer in Shown)
        {
            AssertFound(Hide(outer, Hide(silent, PlantedToken.Text)), $"{outer}>{silent}");
        }
    }

    [Fact]
    public void A_token_is_found_through_three_layers()
    {
        // Every first and last layer, with a middle one that chance picks: all of them would be thousands.
        var dice = new Dice(1);
        foreach (var outer in Shown)
        {
            foreach (var inner in Ways.Select(row => row.Data))
            {
                var middle = dice.Of(Shown);
                AssertFound(Hide(outer, Hide(middle, Hide(inner, PlantedToken.Text))), $"{outer}>{middle}>{inner}");
            }
        }
    }

    [Theory]
    [InlineData("reversed")]
    [InlineData("rot13")]
    [InlineData("lines")]
    [InlineData("spaced")]
    [InlineData("plus")]
    public void Base64_is_read_that_was_itself_hidden_silently(string way) => AssertFound(Hide(way, Hide("base64", PlantedToken.Text)), way);

    [Fact]
    public void A_fourth_layer_is_not_read_and_a_finding_says_so()
    {
        var text = PlantedToken.Text;
        for (var i = 0; i < 50 && text.Length < 100_000; i++)
        {
            text = Hide("base64", text);
        }

        var finding = Assert.Single(PlantedToken.Scanner.ScanText(text));
        Assert.Equal((Scanner.Unscanned, "custom:unscanned", 0, text.Length), (finding.Detector, finding.Label.ToString(), finding.Start, finding.Length));
    }

    [Fact]
    public void A_finding_says_which_layers_and_its_span_is_the_encoded_text()
    {
        var hidden = Hide("gzip", PlantedToken.Text);
        var text = $"data: {hidden} end";
        var finding = Assert.Single(PlantedToken.Scanner.ScanText(text));
        Assert.Equal(("planted-token", "base64>gzip", hidden), (finding.Detector, finding.Via, text.Substring(finding.Start, finding.Length)));
        Assert.Equal($"data: [planted-token in base64>gzip, {hidden.Length} characters] end", Redactor.Mask(text, [finding]));
    }

    [Fact]
    public void Of_escapes_only_the_token_is_masked()
    {
        const string Before = "caf%C3%A9 ", After = " %26c";
        var text = Before + Hide("percent", PlantedToken.Text) + After;
        Assert.Equal(Before + $"[planted-token in percent, {3 * PlantedToken.Text.Length} characters]" + After, Redactor.Mask(text, PlantedToken.Scanner.ScanText(text)));
    }

    [Fact]
    public void A_token_that_stands_in_the_open_is_found_once()
    {
        var finding = Assert.Single(PlantedToken.Scanner.ScanText($"%41 caf\u00E9 'x' + '{PlantedToken.Text}' \\u0041 {Hide("base64", "some other text")}"));
        Assert.Null(finding.Via);
    }

    [Fact]
    public void A_bomb_is_read_up_to_the_bound_and_a_finding_says_so()
    {
        var bomb = Hide("gzip", new string(' ', 20_000_000) + PlantedToken.Text);
        var findings = PlantedToken.Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(bomb), out var work);
        Assert.Contains(findings, f => f.Detector == Scanner.Unscanned);
        Assert.True(work < 2_000_000, $"{work} steps");
    }

    [Fact]
    public void Deflate_without_head_is_known_by_its_first_bits_whatever_the_text_and_drawn_bytes_hardly_ever_are()
    {
        var dice = new Dice(5);
        var words = (string[])["the key ", "is ", PlantedToken.Text, " and ", "more text, ", "1234567890 "];
        var taken = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + dice.Below(200)).Select(_ => dice.Of(words)));
            Assert.True(DeflateHead.IsPlausible(Convert.FromBase64String(Hide("deflate", text))), text);
            taken += DeflateHead.IsPlausible(Enumerable.Range(0, 24).Select(_ => (byte)dice.Below(256)).ToArray()) ? 1 : 0;
        }

        Assert.True(taken < 80, $"{taken} of 2000");
    }

    [Fact]
    public void Text_in_a_binary_is_found()
    {
        byte[] binary = [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37)), .. Encoding.ASCII.GetBytes(PlantedToken.Text), .. Enumerable.Range(0, 100).Select(i => (byte)(i * 91))];
        AssertFound(Convert.ToBase64String(binary), "binary");
    }

    private static void AssertFound(string text, string way) =>
        Assert.True(PlantedToken.Scanner.ScanText(text).Any(f => f.Label.Overlaps(LabelSet.Secret)), $"{way}: {text}");

    private static string Hide(string way, string text) => (Hiding.Shown.GetValueOrDefault(way) ?? Hiding.Silent[way])(text);
}
