using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint.Layers;

/// <summary>What an attacker sends to make a scan expensive. Work is counted, not timed: four times the text may cost four times the work and little more.</summary>
public sealed class HostileTextTests
{
    private static readonly Scanner Scanner = new();

    public static TheoryData<string> Units =>
    [
        "a", " ", "0", "A", "=", "/", "%", "%4", "%41", "\\", "\\u", "\\u0041", "\\x4", "&", "&#", "&#6", "&amp;", "\u200B", "\u0430", "\uFF21", "\"", "'\"", "\"+\"", "' '", "a b ", "a\n", "\n", "\r\n", ". ",
        "ghp_", "_phg", "tuc_", "AKIA", "eyJ", "-----BEGIN ", "password", "@", "QUFB", "QUFBQUFBQUFBQUFBQUFBQUFB\n", "41", "H4sIAAAA", "eJw", "\uD83D\uDE00", "1-", "4 ",
    ];

    [Theory]
    [MemberData(nameof(Units))]
    public void Work_grows_as_the_text_does(string unit)
    {
        Scan(unit, 25_000, out var small);
        Scan(unit, 100_000, out var large);
        Assert.True(large <= (5 * small) + 1_000_000, $"{small} steps for 25,000 characters, {large} for 100,000");
        Assert.True(large <= 4_000_000, $"{large} steps");
    }

    [Fact]
    public void Base64_in_base64_costs_what_its_text_does()
    {
        var text = new string('x', 300);
        for (var i = 0; i < 15; i++)
        {
            text = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(text), out var work);
        Assert.True(work < 16 * text.Length, $"{work} steps for {text.Length} characters");
    }

    [Fact]
    public void Ten_thousand_keys_cost_what_their_text_does()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Enumerable.Range(0, 10_000).ToDictionary(i => $"key{i}", i => $"v{i}a%41"));
        var findings = Scanner.Scan(json, out var work);
        Assert.Empty(findings);
        Assert.True(work < 12 * json.Length, $"{work} steps for {json.Length} bytes");
    }

    [Fact]
    public void Many_bombs_in_one_message_cost_what_one_may()
    {
        var packed = new MemoryStream();
        using (var stream = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal))
        {
            stream.Write(new byte[10_000_000]);
        }

        var bomb = Convert.ToBase64String(packed.ToArray());
        var findings = Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(Enumerable.Repeat(bomb, 20)), out var work);
        Assert.Contains(findings, f => f.Detector == Scanner.Unscanned);
        Assert.True(work < 20_000_000, $"{work} steps");
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00 \\ud83d x \\ud800\\u0041 password=\"")]
    [InlineData("{\"\\ud800\\ud800\":\"AKIAIOSFODNN7EXAMPLE\"}")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("-1.5e400000")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Odd_values_are_scanned(string json)
    {
        foreach (var finding in Scanner.Scan(Encoding.UTF8.GetBytes(json)))
        {
            Assert.True(finding.Start >= 0 && finding.Length > 0);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_does_not_hide_what_stands_beside_it() =>
        Assert.Equal("aws-access-key", Assert.Single(Scanner.Scan(Encoding.UTF8.GetBytes("\"\\ud800 AKIAIOSFODNN7EXAMPLE\""))).Detector);

    [Fact]
    public void Spans_lie_in_the_text_whatever_it_is()
    {
        var dice = new Dice(7);
        var units = Units.Select(row => row.Data).Append("AKIAIOSFODNN7EXAMPLE").Append("user@example.com").Append("x").ToList();
        for (var round = 0; round < 3_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, dice.Below(30)).Select(_ => dice.Of(units)));
            foreach (var finding in Scanner.ScanText(text))
            {
                Assert.True(finding.Start >= 0 && finding.Length > 0 && finding.Start + finding.Length <= text.Length, $"{finding} in {text}");
            }
        }
    }

    private static void Scan(string unit, int length, out long work)
    {
        var text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        Assert.True(Scanner.ScanText(text, out work).Count <= Scanner.MaxFindings);
        Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(new[] { text, text }), out _);
    }
}
