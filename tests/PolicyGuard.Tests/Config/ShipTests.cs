using PolicyGuard.Gateway.Config;
using PolicyGuard.Rules;
using static PolicyGuard.Tests.Config.Reading;

namespace PolicyGuard.Tests.Config;

/// <summary><c>audit.ship</c>: what is read, and what is refused where.</summary>
public sealed class ShipTests
{
    [Fact]
    public void Sinks_are_read_by_their_names()
    {
        var sinks = Options(
            """
            audit:
              ship:
                archive: { type: file, path: logs/audit.jsonl, max_bytes: 1MiB, keep: 3 }
                siem: { type: syslog, address: "tls://logs.example:6514", format: cef, ca_file: ca.pem, facility: 10 }
                hook: { type: http, url: "https://hook.example/in", format: ocsf, body: array, headers: { Authorization: "Bearer ${TOKEN}" } }
                otel: { type: otlp, url: "http://127.0.0.1:4318" }
            """,
            [("TOKEN", "s3cret")]).Ship.ToDictionary(static sink => sink.Name);
        Assert.Equal(("/project/logs/audit.jsonl", 1L << 20, 3, "jsonl"), (sinks["archive"].Path, sinks["archive"].MaxBytes, sinks["archive"].Keep, sinks["archive"].Format));
        Assert.Equal(("tls", "logs.example", 6514, "/project/ca.pem", 10), (sinks["siem"].Address!.Scheme, sinks["siem"].Address!.Host, sinks["siem"].Address!.Port, sinks["siem"].CaFile, sinks["siem"].Facility));
        Assert.Equal(("Bearer s3cret", true), (sinks["hook"].Headers["authorization"], sinks["hook"].AsArray));
        Assert.Equal("otlp", sinks["otel"].Type);
    }

    [Fact]
    public void A_variable_can_name_a_sink()
    {
        var sink = Assert.Single(Options(null, [("POLICYGUARD_AUDIT__SHIP__A__TYPE", "file"), ("POLICYGUARD_AUDIT__SHIP__A__PATH", "a.log")]).Ship);
        Assert.Equal(("a", "/here/a.log"), (sink.Name, sink.Path));
    }

    [Theory]
    [InlineData("a: { path: x }", "config.yaml:1:29: error[ship-type]: sink `a` has no `type`")]
    [InlineData("a: {}", "error[ship-type]: sink `a` has no `type`")]
    [InlineData("a:", "error[ship-type]: sink `a` has no `type`")]
    [InlineData("a: { type: fil }", "`audit.ship.a.type` takes one of `file`, `syslog`, `http`, `otlp`, not `fil` (did you mean `file`?)")]
    [InlineData("a: { type: file }", "sink `a` of type `file` has no `path`")]
    [InlineData("a: { type: syslog }", "has no `address`")]
    [InlineData("a: { type: otlp }", "has no `url`")]
    [InlineData("a: { type: file, path: x, url: 'http://x/' }", "`url` has no meaning for sink `a` of type `file` (it goes with `http`, `otlp`)")]
    [InlineData("a: { type: otlp, url: 'http://x/', format: cef }", "`format` has no meaning")]
    [InlineData("a: { type: http, url: 'http://x/', format: csv, body: array }", "make no array")]
    [InlineData("a: { type: syslog, address: 'udp://x:514' }", "takes a server such as `tls://logs.example:6514`")]
    [InlineData("a: { type: syslog, address: 'tls://x' }", "takes a server such as")]
    [InlineData("a: { type: syslog, address: 'tls://me@x:1' }", "takes a server such as")]
    [InlineData("a: { type: syslog, address: 'tls://x:1/path' }", "takes a server such as")]
    [InlineData("a: { type: syslog, address: 'tls://x:1', facility: 24 }", "from 0 to 23")]
    [InlineData("a: { type: http, url: 'http://x/', headers: { 'a b': c } }", "is not a header name")]
    [InlineData("a: { type: http, url: 'http://x/', headers: { a: \"b\\nc\" } }", "line break")]
    [InlineData("A/b: { type: file, path: x }", "cannot name a sink")]
    [InlineData("a: { type: file, path: x, siez: 3 }", "is not a key")]
    [InlineData("a: { type: file, path: x, max_bytes: 1 }", "from 65536")]
    public void What_makes_no_sink_is_refused(string ship, string expected) => Assert.Contains(expected, Faults("audit: { ship: { " + ship + " } }"), StringComparison.Ordinal);

    [Fact]
    public void Two_sinks_cannot_write_one_file() =>
        Assert.Contains("write the same file", Faults("audit: { ship: { a: { type: file, path: x }, b: { type: file, path: ./x } } }"), StringComparison.Ordinal);

    [Fact]
    public void A_command_that_ships_nothing_needs_no_variables_of_sinks()
    {
        var loaded = Configuration.Load(new ConfigInput
        {
            File = new PolicySource("config.yaml", "audit: { durability: full, ship: { a: { type: http, url: 'http://x/', headers: { a: '${UNSET}' } } } }"),
            WorkingFolder = "/here", WithoutShipping = true,
        });
        Assert.Empty(loaded.Options!.Ship);
        Assert.Equal(PolicyGuard.Ledger.DurabilityMode.Full, loaded.Options.Durability);
    }

    [Fact]
    public void A_secret_of_a_sink_is_not_shown() => Assert.DoesNotContain(
        Load("audit: { ship: { a: { type: http, url: 'http://x/', headers: { a: s3cret } } } }").Settings, static setting => setting.ToString().Contains("s3cret", StringComparison.Ordinal));
}
