using System.Text;
using System.Text.Json;
using PolicyGuard.Taint;

namespace PolicyGuard.Tests.Taint.Layers;

public sealed class SiblingsTests
{
    [Theory]
    [InlineData("""{"a":"tok_9fK2mX7q","b":"Lw4ZbT1vRc8y"}""", "/a,/b")]
    [InlineData("""{"note":"use tok_9fK2mX7q","rest":"Lw4ZbT1vRc8y in the call"}""", "/note,/rest")]
    [InlineData("""{"parts":["tok_9fK","2mX7qLw","4ZbT1vR","c8y"]}""", "/parts/0,/parts/1,/parts/2,/parts/3")]
    [InlineData("""["x","y",["tok_9fK2mX7q","Lw4ZbT1vRc8y"]]""", "/2/0,/2/1")]
    [InlineData("""{"a":"tok_9fK2mX7q","between":{"c":["other","things"]},"b":"Lw4ZbT1vRc8y"}""", "/a,/b")]
    [InlineData("""{"a":"tok_9fK2mX7q","n":17,"b":"Lw4ZbT1vRc8y"}""", "/a,/b")]
    [InlineData("""{"a":"t\u006fk_9fK2mX7q","b":"Lw4Zb\u00541vRc8y"}""", "/a,/b")]
    [InlineData("""{"a":"dG9rXzlmSzJtWDdxTH","b":"c0WmJUMXZSYzh5"}""", "/a,/b")]
    public void A_token_in_parts_is_found_and_every_part_is_masked(string json, string pointers)
    {
        var findings = PlantedToken.Scanner.Scan(Encoding.UTF8.GetBytes(json));
        Assert.Equal(pointers.Split(','), findings.Where(f => f.Via!.StartsWith("joined", StringComparison.Ordinal)).Select(f => f.Pointer));
        var masked = Redactor.Redact(JsonDocument.Parse(json).RootElement, findings).GetRawText();
        Assert.DoesNotContain("9fK", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("c8y", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"tok_9fK2mX7q ","b":"Lw4ZbT1vRc8y"}""")]
    [InlineData("""{"a":"tok_9fK2mX7q","b":" Lw4ZbT1vRc8y"}""")]
    [InlineData("""[["tok_9fK2mX7q"],["Lw4ZbT1vRc8y"]]""")]
    [InlineData("""{"a":"tok_9fK2mX7q","b":"and then Lw4ZbT1vRc8y"}""")]
    public void Strings_with_a_blank_between_are_not_put_together(string json) => Assert.Empty(PlantedToken.Scanner.Scan(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_token_that_stands_in_one_string_is_not_found_again_with_the_next() =>
        Assert.Null(Assert.Single(PlantedToken.Scanner.Scan(Encoding.UTF8.GetBytes($$"""["x","{{PlantedToken.Text}}","y"]"""))).Via);

    [Fact]
    public void A_long_list_of_words_is_read_in_pieces_and_a_token_in_it_is_found()
    {
        var items = Enumerable.Range(0, 9_000).Select(i => $"w{i}").ToList();
        items.InsertRange(4_321, ["-tok_9fK2mX7q", "Lw4ZbT1vRc8y-"]);
        var findings = PlantedToken.Scanner.Scan(JsonSerializer.SerializeToUtf8Bytes(items));
        Assert.Equal(["/4321", "/4322"], findings.Select(f => f.Pointer));
    }
}
