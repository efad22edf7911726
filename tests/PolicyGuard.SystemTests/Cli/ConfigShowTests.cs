using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Which file, which variable, which flag: seen through <c>config show</c>.</summary>
public sealed class ConfigShowTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private async Task<JsonElement> ShowAsync(params string[] more)
    {
        var run = await _playground.RunAsync(["config", "show", "--json", .. more]);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }

    private static (string? Value, string Origin) Setting(JsonElement shown, string name)
    {
        var setting = shown.GetProperty("settings").GetProperty(name);
        return (setting.GetProperty("value").ToString(), setting.GetProperty("origin").GetString()!);
    }

    [Fact]
    public async Task The_nearest_file_inside_the_home_is_found_from_a_folder_below()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_playground.Home, ".policyguard")).FullName, "config.yaml"), "server: { port: 1 }");
        var shown = await ShowAsync();
        Assert.Equal(("1", "../.policyguard/config.yaml:1"), Setting(shown, "server.port"));

        _playground.Write(".policyguard/config.yaml", "server: { port: 2 }");
        Assert.Equal(("2", ".policyguard/config.yaml:1"), Setting(await ShowAsync(), "server.port"));
    }

    [Fact]
    public async Task A_file_in_a_parent_outside_the_home_is_not_used()
    {
        // A file that another user left in a shared folder would otherwise choose what we start.
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_playground.Home, ".policyguard")).FullName, "config.yaml"), "server: { port: 1 }");
        _playground.Variables["HOME"] = Path.Combine(_playground.Home, "elsewhere");
        Assert.Equal(("8000", "default"), Setting(await ShowAsync(), "server.port"));
    }

    [Fact]
    public async Task Flags_beat_variables_and_variables_beat_the_file()
    {
        var file = _playground.Write("my.yaml", "server: { port: 1, host: '::1' }\naudit: { durability: full }");
        _playground.Variables["policyguard_server__port"] = "2";
        _playground.Variables["HOST"] = "127.0.0.2";
        var shown = await ShowAsync("--config", file, "--durability", "normal");
        Assert.Equal(("2", "policyguard_server__port"), Setting(shown, "server.port"));
        Assert.Equal(("127.0.0.2", "HOST"), Setting(shown, "server.host"));
        Assert.Equal(("normal", "--durability"), Setting(shown, "audit.durability"));
        Assert.Equal(file, shown.GetProperty("file").GetString());
    }

    [Fact]
    public async Task An_upstream_on_the_command_line_is_a_url_or_a_command()
    {
        var shown = await ShowAsync("--upstream", "wiki=https://wiki.example/mcp", "--upstream", "files=npx -y 'server files' \"/my dir\"");
        Assert.Equal("https://wiki.example/mcp", Setting(shown, "upstreams.wiki.url").Value);
        Assert.Equal("npx", Setting(shown, "upstreams.files.command").Value);
        Assert.Equal(["-y", "server files", "/my dir"], shown.GetProperty("settings").GetProperty("upstreams.files.args").GetProperty("value").EnumerateArray().Select(static item => item.GetString()));
    }

    [Theory]
    [InlineData("config", "show")]
    [InlineData("config-show")]
    public async Task A_wrong_file_is_told_with_every_fault_and_still_shown(params string[] command)
    {
        _playground.Write(".policyguard/config.yaml", "server:\n  prot: 1\n  host: nowhere\nupstreams:\n  a: { headers: { X: \"${NOPE}\" } }\n");
        var run = await _playground.RunAsync(command);
        Assert.Equal(2, run.Code);
        Assert.Equal(4, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(".policyguard/config.yaml:2:3: error[unknown-key]", run.Error);
        Assert.Contains(".policyguard/config.yaml:3:9: error[config-value]", run.Error);
        Assert.Contains(".policyguard/config.yaml:5:22: error[variable-unset]", run.Error);
        Assert.Contains("server.host", run.Out);
    }

    [Fact]
    public async Task A_missing_file_that_was_asked_for_is_an_error()
    {
        var run = await _playground.RunAsync("config", "show", "--config", "nowhere.yaml");
        Assert.Equal(2, run.Code);
        Assert.Contains("nowhere.yaml: error[config-unreadable]: cannot be read: there is no such file", run.Error);
    }

    [Fact]
    public async Task Secrets_are_masked_in_both_forms()
    {
        _playground.Variables["TOKEN"] = "s3cret";
        _playground.Write(".policyguard/config.yaml", "upstreams:\n  a: { url: 'http://x/', headers: { Authorization: 'Bearer ${TOKEN}' } }\n  b: { command: run, env: { KEY: s3cret } }\n");
        foreach (var run in new[] { await _playground.RunAsync("config", "show"), await _playground.RunAsync("config", "show", "--json") })
        {
            Assert.Equal(0, run.Code);
            Assert.Contains("***", run.Out);
            Assert.DoesNotContain("s3cret", run.Out + run.Error);
        }
    }

    [Fact]
    public async Task A_file_that_every_user_may_change_is_told()
    {
        var file = _playground.Write(".policyguard/config.yaml", "server: { port: 1 }");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are Unix'");
            return;
        }

        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherWrite);
        Assert.Contains("warning[config-exposed]", (await _playground.RunAsync("config", "show")).Error);
    }
}
