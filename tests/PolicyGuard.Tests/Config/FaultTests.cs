using PolicyGuard.Gateway.Config;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>What is refused, where it is said to be, and what is offered instead.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("servre: { port: 1 }", "config.yaml:1:1: error[unknown-key]: `servre` is not a key (did you mean `server`?)")]
    [InlineData("server: { prot: 1 }", "config.yaml:1:11: error[unknown-key]: `server.prot` is not a key (did you mean `server.port`?)")]
    [InlineData("policy: { port: 1 }", "did you mean `server.port`?")]
    [InlineData("server:\n  port: 70000", "config.yaml:2:9: error[config-value]: `server.port` takes a whole number from 0 to 65535, not `70000`")]
    [InlineData("server: { port: 8000.5 }", "a whole number")]
    [InlineData("server: { port: [1] }", "takes one value, not a list")]
    [InlineData("server: { allow_unauthenticated: yes }", "`true` or `false`")]
    [InlineData("server: { host: example.org }", "an IP address")]
    [InlineData("server: { host: 8000 }", "an IP address")]
    [InlineData("server: 8000", "`server` is a section")]
    [InlineData("server: { port: { a: 1 } }", "is a value, not a section")]
    [InlineData("policy: { paths: a.yaml }", "takes a list, not one value (write `[a.yaml]`)")]
    [InlineData("policy: { default_action: denny }", "did you mean `deny`?")]
    [InlineData("gateway: { deny_as: toolresult }", "did you mean `tool_result`?")]
    [InlineData("server: { port: 1 }\nserver: { port: 2 }", "config.yaml:2:1: error[duplicate-key]")]
    [InlineData("server: { port: 1 }\nproxy: { port: 2 }", "`proxy.port` and `server.port` are the same key")]
    [InlineData("server: !!map { port: 1 }", "error[yaml-tag]")]
    [InlineData("server: { <<: { port: 1 } }", "error[merge-key]")]
    [InlineData("server: { port: 1 }\n---\nserver: { port: 2 }", "error[many-documents]")]
    [InlineData("- server", "a mapping of sections")]
    [InlineData("server: { port: 1", "error[syntax]")]
    [InlineData("upstreams: { a: {} }", "neither `url` nor `command`")]
    [InlineData("upstreams: { a: }", "neither `url` nor `command`")]
    [InlineData("upstreams: { a: { timeout: 5s } }", "neither `url` nor `command`")]
    [InlineData("upstreams: { a: { url: 'http://x/', command: y } }", "both `url` and `command`")]
    [InlineData("upstreams: { a: { url: 'http://x/', args: [b] } }", "it goes with `command`")]
    [InlineData("upstreams: { a: { command: x, headers: { b: c } } }", "it goes with `url`")]
    [InlineData("upstreams: { A_b: { command: x } }", "cannot name an upstream")]
    [InlineData("upstreams: { a: { url: 'file:///etc/passwd' } }", "http://")]
    [InlineData("upstreams: { a: { url: 'http://me:secret@x/' } }", "without a user name")]
    [InlineData("upstreams: { a: { url: 'http://x/', headers: { 'a b': c } } }", "not a header name")]
    [InlineData("upstreams: { a: { url: 'http://x/', headers: { b: \"c\\r\\nd: e\" } } }", "line break")]
    [InlineData("upstreams: { a: { command: x, timeout: 20m } }", "`max_time` is shorter")]
    [InlineData("server: { allowed_origins: ['*'] }", "not one web origin")]
    [InlineData("server: { allowed_origins: ['https://a.example/path'] }", "not one web origin")]
    [InlineData("server: { allowed_hosts: ['http://a'] }", "not a host name")]
    [InlineData("upstreams: { governance: { url: 'http://x/' } }", "where the governance tools stand alone")]
    [InlineData("server: { session_idle: 30 minutes }", "a time such as")]
    [InlineData("auth: { enabled: true }", "error[key-without-effect]: `auth.enabled` has no effect: keys are made with `policyguard key create`")]
    [InlineData("audit: { enabled: false }", "cannot be switched off")]
    public void Is_refused_with_its_place_and_a_way_out(string yaml, string expected)
    {
        var loaded = Load(yaml);
        Assert.Null(loaded.Options);
        Assert.Contains(expected, string.Join('\n', loaded.Diagnostics));
    }

    [Theory]
    [InlineData("sandbox: { backend: docker }", "`sandbox.backend` has no effect: sandboxes are not there yet")]
    [InlineData("taint: { mode: full }", "`taint.flow` says what is done")]
    [InlineData("dee: { sign_traces: false }", "envelope")]
    [InlineData("context: { strategy: moderate }", "context reduction")]
    [InlineData("ebpf: { enabled: true }", "kernel probes")]
    [InlineData("observability: { log_level: info }", "metrics")]
    [InlineData("rate_limit: { redis_url: x }", "per process")]
    public void A_feature_that_is_not_there_is_named_and_the_program_starts(string yaml, string expected)
    {
        var loaded = Load(yaml);
        Assert.NotNull(loaded.Options);
        var told = Assert.Single(loaded.Diagnostics);
        Assert.Equal(Severity.Warning, told.Severity);
        Assert.Contains(expected, told.Message);
    }

    [Theory]
    [InlineData("ebpf: { enabled: false }")]
    [InlineData("auth: { enabled: false, api_keys: [] }")]
    [InlineData("taint: { mode: off }")]
    [InlineData("audit: { enabled: true }")]
    [InlineData("server:")]
    [InlineData("")]
    [InlineData("# only a comment")]
    public void What_asks_for_nothing_is_accepted_in_silence(string yaml) => Assert.Equal("", Faults(yaml));

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var loaded = Load("""
            server: { port: x, hots: y }
            gateway: { prefix: sometimes }
            upstreams:
              a: { url: "${NOT_SET}" }
              b: {}
            """);
        Assert.Equal(
            ["config-value", "config-value", "config-value", "unknown-key", "upstream-kind", "variable-unset"],
            loaded.Diagnostics.Select(static fault => fault.Code).Order());
    }

    [Theory]
    [InlineData("POLICYGUARD_SERVER__PROT", "did you mean `POLICYGUARD_SERVER__PORT`?")]
    [InlineData("POLICYGUARD_SERVRE__PORT", "did you mean `POLICYGUARD_SERVER__PORT`?")]
    [InlineData("MCPGUARD_PROXY__PRT", "did you mean `MCPGUARD_PROXY__PORT`?")]
    [InlineData("POLICYGUARD_DATADIR", "did you mean `POLICYGUARD_DATA_DIR`?")]
    public void A_misspelt_variable_is_told(string name, string expected) => Assert.Contains(expected, Faults(null, [(name, "1")]));

    [Fact]
    public void Variables_that_an_orchestrator_sets_for_a_service_of_our_name_are_left_alone() =>
        Assert.Equal("", Faults(null, [("POLICYGUARD_PORT", "tcp://10.0.0.1:8000"), ("POLICYGUARD_SERVICE_HOST", "10.0.0.1"), ("POLICYGUARD_PORT_8000_TCP_ADDR", "x")]));

    [Fact]
    public void A_HOST_that_names_the_machine_is_left_aside_aloud()
    {
        var loaded = Load(null, [("HOST", "x86_64-conda-linux-gnu")]);
        Assert.NotNull(loaded.Options);
        Assert.Equal(Severity.Warning, Assert.Single(loaded.Diagnostics).Severity);
    }

    [Fact]
    public void A_bad_value_in_a_variable_of_ours_is_an_error() => Assert.Null(Load(null, [("POLICYGUARD_SERVER__PORT", "x")]).Options);

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow() => Assert.Contains("levels deep", Faults("a: " + new string('[', 100_000)));
}
