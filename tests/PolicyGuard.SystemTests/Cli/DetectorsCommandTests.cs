using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary><c>policyguard detectors</c> tells what is found, with the configuration and its rule files, and never shows it.</summary>
public sealed class DetectorsCommandTests : IDisposable
{
    private readonly Playground _playground = new();

    public DetectorsCommandTests() => _playground.Write("c.yaml", "detectors: { rules: [house.toml], disabled: [email-address] }");

    [Fact]
    public async Task What_is_found_is_told_by_place_and_layer_and_not_shown()
    {
        Rules("acme-([a-z0-9]{12})");
        var file = _playground.Write("call.json", """{"a":"AKIAIOSFODNN7EXAMPLE","b":["QUtJQUlPU0ZPRE5ON0VYQU1QTEU="],"c":"acme-9fk2mx7qlw4z to a@example.com"}""");
        var (code, text, _) = await _playground.RunAsync("detectors", "test", "--config", "c.yaml", "--json", file);
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(
            ["aws-access-key /a 0 20 ", "aws-access-key /b/0 0 28 base64", "acme /c 5 12 "],
            json.RootElement.EnumerateArray().Select(static f => $"{f.GetProperty("detector")} {f.GetProperty("pointer")} {f.GetProperty("start")} {f.GetProperty("length")} {f.GetProperty("via")}"));
        Assert.DoesNotContain("AKIA", text, StringComparison.Ordinal);
        Assert.Equal(0, (await _playground.RunAsync("detectors", "test", _playground.Write("clean.txt", "nothing {here"))).Code);
    }

    [Fact]
    public async Task The_list_names_detectors_of_rule_files_and_none_that_are_off()
    {
        Rules("acme-([a-z0-9]{12})");
        var (code, text, _) = await _playground.RunAsync("detectors", "list", "--config", "c.yaml");
        Assert.Equal(0, code);
        Assert.Contains("acme", text, StringComparison.Ordinal);
        Assert.Contains("unscanned", text, StringComparison.Ordinal);
        Assert.DoesNotContain("email-address", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_rule_stops_the_start_and_says_where_it_is()
    {
        Rules("acme-(?=x)");
        foreach (var command in (string[][])[["detectors", "list", "--config", "c.yaml"], ["governance", "--config", "c.yaml"]])
        {
            var (code, _, error) = await _playground.RunAsync(command);
            Assert.NotEqual(0, code);
            Assert.Contains("house.toml:3:9: error[detector-pattern]", error, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _playground.Dispose();

    private void Rules(string pattern) => _playground.Write("house.toml", $"[[rules]]\nid = 'acme'\nregex = '{pattern}'\nkeywords = ['acme']\n");
}
