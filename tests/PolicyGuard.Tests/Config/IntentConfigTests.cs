using PolicyGuard.Text;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>How intent policies are chosen, and how a <c>guardian.yaml</c> is read.</summary>
public sealed class IntentConfigTests
{
    private const string Guardian = """
        model: gpt-4o
        guardian_model: null
        timeout: 120
        default_policy: policies/default.yaml
        servers:
          - name: filesystem
            url: http://127.0.0.1:9001/mcp
            transport: streamable-http
            headers:
              Authorization: "Bearer ${TOKEN}"
              X-Unset: "a ${NOT_SET} b"
            policy: policies/local-only.yaml
          - name: Rogue_MCP
            url: http://127.0.0.1:9002/mcp
        """;

    [Fact]
    public void A_policy_is_chosen_by_its_name_or_by_its_file()
    {
        var intent = Options("""
            intent: { policies: [intent/], default: payments }
            upstreams:
              a: { command: x, intent: more/a.yaml }
              b: { command: x, intent: payments }
              c: { command: x }
            """).Intent;
        Assert.Equal(["/project/intent/"], intent.Paths);
        Assert.Equal(("payments", null), (intent.Default!.Written, intent.Default.File));
        Assert.Equal([("a", "/project/more/a.yaml"), ("b", null)], intent.Upstreams.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key, pair.Value.File)));
        Assert.Equal(["/project/intent/", "/project/more/a.yaml"], intent.AllPaths);
        Assert.Equal(("config.yaml", 1), (intent.Default.Source, intent.Default.Line));
    }

    [Fact]
    public void Without_keys_no_intent_is_declared() => Assert.Empty(Options("upstreams: { a: { command: x } }").Intent.AllPaths);

    [Fact]
    public void Guardians_file_is_a_configuration_as_it_stands()
    {
        var loaded = Load(Guardian, [("TOKEN", "t0ken")]);
        var options = loaded.Options ?? throw new Xunit.Sdk.XunitException(string.Join('\n', loaded.Diagnostics));
        Assert.Equal(["filesystem", "rogue-mcp"], options.Gateway.Upstreams.Select(static upstream => upstream.Name));
        Assert.Equal("Bearer t0ken", options.Gateway.Upstreams[0].Headers["Authorization"]);
        Assert.Equal("a ${NOT_SET} b", options.Gateway.Upstreams[0].Headers["X-Unset"]);
        Assert.Equal("/project/policies/default.yaml", options.Intent.Default!.File);
        Assert.Equal("/project/policies/local-only.yaml", Assert.Single(options.Intent.Upstreams).Value.File);
        Assert.All(loaded.Diagnostics, static fault => Assert.Equal(Severity.Warning, fault.Severity));
        Assert.Equal(
            ["key-without-effect:1", "key-without-effect:3", "variable-unset:11", "upstream-name:13"],
            loaded.Diagnostics.Select(static fault => $"{fault.Code}:{fault.Line}"));
    }

    [Fact]
    public void A_server_keeps_its_own_policy_whatever_becomes_of_the_others()
    {
        // There, policies were paired with the servers that could be reached, by position.
        var options = Options("servers:\n  - { name: a, url: 'http://x/mcp', policy: a.yaml }\n  - { name: b, url: 'http://y/mcp' }\n  - { name: c, url: 'http://z/mcp', policy: c.yaml }\n");
        Assert.Equal([("a", "/project/a.yaml"), ("c", "/project/c.yaml")], options.Intent.Upstreams.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key, pair.Value.File)));
    }

    [Fact]
    public void Guardians_file_can_have_our_sections_beside_its_own()
    {
        var options = Options("default_policy: d\nservers: [{ name: a, url: 'http://x/mcp' }]\nserver: { port: 0 }\nupstreams: { b: { command: x } }\nintent: { policies: [more] }\n");
        Assert.Equal(0, options.Gateway.Port);
        Assert.Equal(["a", "b"], options.Gateway.Upstreams.Select(static upstream => upstream.Name).Order());
        Assert.Equal(["/project/more", "/project/d"], options.Intent.AllPaths);
    }

    [Theory]
    [InlineData("servers: x", "config.yaml:1:1: error[config-type]: `servers` is a list")]
    [InlineData("servers: [{ name: a, url: 'http://x/mcp', transport: sse }]", "error[config-value]: the server `a` is spoken to as streamable-http here")]
    [InlineData("servers: [{ name: a, url: 'http://x/mcp', polcy: p }]", "error[unknown-key]: `servers.a.polcy` is not a key (did you mean `servers.a.policy`?)")]
    [InlineData("servers: [{ url: 'http://x/mcp' }]", "error[config-shape]: a server is a mapping with `name` and `url`")]
    [InlineData("servers: [{ name: a }]", "error[upstream-kind]")]
    [InlineData("servers: [{ name: A.b, url: 'http://x/mcp' }, { name: a_b, url: 'http://y/mcp' }]", "error[upstream-name]: two servers are the upstream `a-b`")]
    [InlineData("servers: [{ name: a, url: '${ROGUE_MCP_URL}' }]", "error[variable-unset]")]
    public void What_is_wrong_in_guardians_file_is_told(string yaml, string expected) => Assert.Contains(expected, Faults(yaml), StringComparison.Ordinal);

    [Fact]
    public void A_variable_in_a_url_is_put_in_although_it_never_was_there() =>
        Assert.Equal("http://rogue/mcp", Options("servers: [{ name: a, url: '${ROGUE}' }]", [("ROGUE", "http://rogue/mcp")]).Gateway.Upstreams[0].Url!.ToString());
}
