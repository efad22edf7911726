using System.Net;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>Defaults, then the file, then the environment, then flags.</summary>
public sealed class OrderTests
{
    [Fact]
    public void Nothing_written_gives_the_documented_defaults()
    {
        var options = Options();
        Assert.Equal(IPAddress.Loopback, options.Gateway.Host);
        Assert.Equal(8000, options.Gateway.Port);
        Assert.Null(options.Policy.Paths);
        Assert.Null(options.Policy.DefaultAction);
        Assert.Null(options.RateLimit);
    }

    [Theory]
    [InlineData("server: { port: 1001 }", null, null, 1001, "config.yaml:1")]
    [InlineData("server: { port: 1001 }", "1002", null, 1002, "POLICYGUARD_SERVER__PORT")]
    [InlineData("server: { port: 1001 }", "1002", "1003", 1003, "--port")]
    [InlineData(null, null, "1003", 1003, "--port")]
    [InlineData(null, null, null, 8000, "default")]
    public void The_stronger_source_wins_and_is_named(string? yaml, string? variable, string? flag, int port, string origin)
    {
        var loaded = Load(
            yaml,
            variable is null ? [] : [("POLICYGUARD_SERVER__PORT", variable)],
            flag is null ? [] : [new ConfigFlag("--port", "server.port", flag)]);
        Assert.Equal(port, loaded.Options!.Gateway.Port);
        Assert.Equal(origin, loaded.Settings.Single(static setting => setting.Name == "server.port").Origin);
    }

    [Fact]
    public void Of_several_variables_for_one_key_the_most_specific_wins()
    {
        (string, string)[] all = [("PORT", "1"), ("MCPGUARD_PROXY__PORT", "2"), ("policyguard_server__port", "3")];
        Assert.Equal(1, Options(null, all[..1]).Gateway.Port);
        Assert.Equal(2, Options(null, all[..2]).Gateway.Port);
        Assert.Equal(3, Options(null, all).Gateway.Port);
    }

    [Fact]
    public void A_fault_in_a_weaker_source_is_told_although_a_stronger_one_wins() =>
        Assert.Contains("config.yaml:1:11: error[unknown-key]", Faults("server: { prot: 2 }", null, new ConfigFlag("--port", "server.port", "3")));

    [Fact]
    public void Paths_count_from_where_they_were_written()
    {
        Assert.Equal(["/project/a.yaml", "/abs/b.yaml", "/home/me/c.yaml"], Options("policy: { paths: [a.yaml, /abs/b.yaml, ~/c.yaml] }").Policy.Paths);
        Assert.Equal(["/here/a.yaml"], Options(null, [("POLICYGUARD_POLICY__PATHS", "a.yaml")]).Policy.Paths);
        Assert.Equal(["/here/a.yaml"], Options(null, null, new ConfigFlag("--policy", "policy.paths", "a.yaml")).Policy.Paths);
    }

    [Fact]
    public void A_variable_can_reach_inside_an_upstream_of_the_file()
    {
        var upstream = Assert.Single(Options(
            "upstreams: { files: { command: npx, env: { A: from-file } } }",
            [("POLICYGUARD_UPSTREAMS__FILES__ENV__API_KEY", "k"), ("POLICYGUARD_UPSTREAMS__FILES__TIMEOUT", "5s")]).Gateway.Upstreams);
        Assert.Equal("k", upstream.Env["API_KEY"]);
        Assert.Equal("from-file", upstream.Env["A"]);
        Assert.Equal(TimeSpan.FromSeconds(5), upstream.Timeout);
    }

    [Fact]
    public void A_flag_replaces_a_whole_upstream()
    {
        var flag = new ConfigFlag("--upstream", "upstreams.files.url", "http://localhost:1/mcp") { ReplacesUpstream = true };
        var upstream = Assert.Single(Options("upstreams: { files: { command: npx, env: { A: b } } }", null, flag).Gateway.Upstreams);
        Assert.Null(upstream.Command);
        Assert.Empty(upstream.Env);
    }

    [Theory]
    [InlineData("deny", Effect.Deny)]
    [InlineData("require_approval", Effect.RequireApproval)]
    [InlineData("ALLOW", Effect.Allow)]
    public void The_default_action_is_read(string text, Effect effect) => Assert.Equal(effect, Options($"policy: {{ default_action: {text} }}").Policy.DefaultAction);
}
