using System.Net;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Limits;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary>Configurations written for the programs that came before.</summary>
public sealed class SeedConfigTests
{
    [Fact]
    public void The_documented_MCPGuard_file_loads_and_says_what_is_not_there()
    {
        var loaded = Load("""
            proxy:
              host: 127.0.0.1
              port: 8001
            sandbox:
              backend: docker
              timeout_seconds: 30
            taint:
              mode: hybrid
            policy:
              default_action: deny
              policy_paths:
                - policies/owasp_asi_2026_strict.yaml
            observability:
              log_level: info
              metrics_enabled: true
              otlp_endpoint: ""
            """);
        Assert.NotNull(loaded.Options);
        Assert.Equal(8001, loaded.Options.Gateway.Port);
        Assert.Equal(Effect.Deny, loaded.Options.Policy.DefaultAction);
        Assert.Equal(["/project/policies/owasp_asi_2026_strict.yaml"], loaded.Options.Policy.Paths);
        Assert.All(loaded.Diagnostics, static fault => Assert.Equal(Severity.Warning, fault.Severity));
        Assert.Equal(5, loaded.Diagnostics.Count);
    }

    [Fact]
    public void Its_other_names_are_read_too()
    {
        var options = Options("""
            proxy: { max_request_size_bytes: 2048, cors_origins: ["https://app.example"], workers: 1, tls_cert: null }
            rate_limit: { enabled: true, requests_per_minute: 30, burst_size: 5, redis_url: null }
            policy: { policy_dir: rules, hot_reload: false }
            upstreams: { a: { command: x, timeout_seconds: 7 } }
            """);
        Assert.Equal(2048, options.Gateway.Message.MaxBytes);
        Assert.Equal(["https://app.example"], options.Gateway.AllowedOrigins);
        Assert.Equal(new RateLimit(30, 5), options.RateLimit);
        Assert.Equal(["/project/rules"], options.Policy.Paths);
        Assert.False(options.Policy.HotReload);
        Assert.Equal(TimeSpan.FromSeconds(7), options.Gateway.Upstreams[0].Timeout);
    }

    [Fact]
    public void PolicyGuard_variables_are_read()
    {
        var options = Options(null, [("HOST", "::1"), ("PORT", "9000"), ("POLICYGUARD_DATA_DIR", "data"), ("MCP_TRANSPORT_MODE", "http")]);
        Assert.Equal(IPAddress.IPv6Loopback, options.Gateway.Host);
        Assert.Equal(9000, options.Gateway.Port);
        Assert.Equal("/here/data", options.DataFolder);
        Assert.False(options.OnStdio);
        Assert.True(Options(null, [("MCP_TRANSPORT_MODE", "stdio"), ("HOST", "0.0.0.0")]).OnStdio);
    }

    [Fact]
    public void MCPGuard_variables_are_read() => Assert.Contains("sandboxes are not there yet", Faults(null, [("MCPGUARD_SANDBOX__BACKEND", "wasm")]));

    [Fact]
    public void Lists_in_variables_are_separated_by_commas_or_bracketed()
    {
        Assert.Equal(["/here/a", "/here/b"], Options(null, [("POLICYGUARD_POLICY__PATHS", "a, b")]).Policy.Paths);
        Assert.Equal(["/here/a,1", "/here/b"], Options(null, [("POLICYGUARD_POLICY__PATHS", "['a,1', b]")]).Policy.Paths);
    }

    [Fact]
    public void Surroundings_are_not_mixed_up_with_the_context_reducer()
    {
        var loaded = Load("context: { environment: production, enabled: true }");
        Assert.Equal("production", loaded.Options!.Gateway.Context["environment"]);
        Assert.Null(loaded.Options.Gateway.Context["enabled"]);
        Assert.Single(loaded.Diagnostics);
    }
}
