using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Incidents, search and reports at a terminal, over names that somebody chose to do harm.</summary>
public sealed class ComplianceCommandTests : IDisposable
{
    private const string Hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>|`[x](javascript:1)\u202e\u001b[2J\n\n# owned";

    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    [InlineData("json")]
    public async Task No_name_breaks_out_of_a_report(string format)
    {
        await SeedAsync();
        var run = await RunAsync("compliance", "report", "--format", format, "--since", "24h");
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain('\u202e', run.Out);
        Assert.DoesNotContain('\u001b', run.Out);
        switch (format)
        {
            case "html":
                Assert.DoesNotContain("<script", run.Out, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("<img", run.Out, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("default-src 'none'", run.Out, StringComparison.Ordinal);
                Assert.DoesNotContain("http://", run.Out, StringComparison.Ordinal);
                Assert.DoesNotContain("https://", run.Out, StringComparison.Ordinal);
                Assert.DoesNotContain(" style=", run.Out, StringComparison.Ordinal);
                Assert.Contains("<svg", run.Out, StringComparison.Ordinal);
                var style = run.Out[(run.Out.IndexOf("<style>", StringComparison.Ordinal) + 7)..run.Out.IndexOf("</style>", StringComparison.Ordinal)];
                var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));
                Assert.Contains($"style-src 'sha256-{hash}'", run.Out, StringComparison.Ordinal);
                break;
            case "md":
                Assert.DoesNotContain("\n# owned", run.Out, StringComparison.Ordinal);
                Assert.DoesNotContain("<script>", run.Out, StringComparison.Ordinal);
                Assert.DoesNotContain("[x](", run.Out, StringComparison.Ordinal);
                break;
            default:
                using (var json = JsonDocument.Parse(run.Out))
                {
                    Assert.Equal(10, json.RootElement.GetProperty("framework").GetProperty("items").GetArrayLength());
                    Assert.Equal(24, json.RootElement.GetProperty("trend").GetArrayLength());
                    Assert.Equal(3, json.RootElement.GetProperty("trend").EnumerateArray().Sum(static part => part.GetProperty("denied").GetInt32()));
                }

                break;
        }
    }

    [Fact]
    public async Task The_state_and_the_search_answer_in_the_form_of_the_tools()
    {
        await SeedAsync();
        using var status = JsonDocument.Parse((await RunAsync("compliance", "status", "--json")).Out);
        Assert.Equal("critical", status.RootElement.GetProperty("status").GetString());
        Assert.Equal(3, status.RootElement.GetProperty("recent_violations").GetInt32());
        Assert.InRange(status.RootElement.GetProperty("compliance_score").GetDouble(), 1, 99);
        using var search = JsonDocument.Parse((await RunAsync("audit", "search", "--status", "denied", "--limit", "2", "--json")).Out);
        Assert.Equal((2, 3), (search.RootElement.GetProperty("count").GetInt32(), search.RootElement.GetProperty("total").GetInt32()));
        var lines = await RunAsync("audit", "search");
        Assert.DoesNotContain('\u001b', lines.Out);
        Assert.Equal(3, lines.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(static line => line.Contains("denied", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Coverage_names_rules_and_the_tests_that_show_them()
    {
        await SeedAsync();
        var policy = _playground.Write("p.yaml", """
            policyguard: 1
            name: shop
            default: allow
            rules:
              - { id: no-drop, tools: ["drop_*"], effect: deny, message: "no", owasp: [ASI02, MCP05] }
              - { id: untested, tools: ["x_*"], effect: deny, message: "no", owasp: [ASI07] }
            tests:
              - { name: drops are refused, call: { tool: drop_table }, expect: { effect: deny, rule: no-drop } }
              - { name: a wrong test, call: { tool: x_y }, expect: { effect: allow } }
            """);
        using var asi = JsonDocument.Parse((await RunAsync("compliance", "report", "--format", "json", "--policy", policy)).Out);
        var items = asi.RootElement.GetProperty("framework").GetProperty("items").EnumerateArray().ToDictionary(static i => i.GetProperty("id").GetString()!);
        Assert.Equal(("tested", "shop/no-drop", "shop: drops are refused"), (Level(items["ASI02"]), items["ASI02"].GetProperty("rules")[0].GetString(), items["ASI02"].GetProperty("tests")[0].GetString()));
        Assert.Equal(("rules", "nothing", "built-in"), (Level(items["ASI07"]), Level(items["ASI06"]), Level(items["ASI04"])));
        var nsa = await RunAsync("compliance", "report", "--framework", "nsa", "--policy", policy);
        Assert.Contains("secondary summaries", nsa.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing covers: NSA\\-3", nsa.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incidents_are_reported_worked_on_and_resolved()
    {
        Assert.Equal(0, (await RunAsync("agent", "register", "bot")).Code);
        var reported = await RunAsync("incident", "report", "--type", "data_exfiltration", "--severity", "CRITICAL", "--agent", "bot", "--json", "posted a key");
        using var incident = JsonDocument.Parse(reported.Out);
        var id = incident.RootElement.GetProperty("incident_id").GetString()!;
        Assert.Contains(id, (await RunAsync("incident", "list", "--severity", "high", "--status", "open", "--since", "1h", "--agent", "bot")).Out, StringComparison.Ordinal);
        Assert.Contains("suspended", (await RunAsync("agent", "show", "bot")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("incident", "ack", id)).Code);
        Assert.Equal(0, (await RunAsync("incident", "resolve", id, "--note", "key revoked")).Code);
        Assert.NotEqual(0, (await RunAsync("incident", "resolve", id, "--note", "again")).Code);
        Assert.Contains("key revoked", (await RunAsync("incident", "show", id)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "incident", "show", "inc_000000000000")]
    [InlineData(2, "incident", "resolve", "inc_000000000000")]
    [InlineData(2, "incident", "list", "--limit", "0")]
    [InlineData(2, "incident", "list", "--severity", "grave")]
    [InlineData(2, "incident", "list", "--since", "soon")]
    [InlineData(2, "incident", "report", "--severity", "grave", "x")]
    [InlineData(2, "audit", "search", "--since", "soon")]
    [InlineData(2, "audit", "search", "--limit", "-1")]
    [InlineData(2, "compliance", "status", "--since", "24 h")]
    [InlineData(2, "compliance", "report", "--framework", "iso")]
    [InlineData(2, "compliance", "report", "--format", "pdf")]
    public async Task What_is_wrong_is_said_by_the_exit_code(int code, params string[] args)
    {
        await using (SqliteStore.Open(Data, TimeProvider.System))
        {
        }

        var run = await RunAsync(args);
        Assert.Equal(code, run.Code);
        Assert.NotEmpty(run.Error);
    }

    private static string? Level(JsonElement item) => item.GetProperty("covered_by").GetString();

    private async Task SeedAsync()
    {
        await using var store = SqliteStore.Open(Data, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var spelled = JsonEncodedText.Encode(Hostile);
        foreach (var agent in new[] { Hostile, Hostile, "plain" })
        {
            var json = $$"""{"action_type":"{{spelled}}","agent":{"id":"{{(agent == Hostile ? spelled.ToString() : agent)}}"},"at":"{{Ledger.Ledger.Time(now)}}","call_id":"call_1","decision":{"effect":"deny","message":"{{spelled}}","reason":"policy.rule","rules":[{"policy":"{{spelled}}","rule":"{{spelled}}"}]},"kind":"refused","target":"{{spelled}}"}""";
            await store.Ledger.AppendAsync(new LedgerRecord(Encoding.UTF8.GetBytes(json), now.AddMinutes(-1), EntryKind.Refused, "call_1", agent, Hostile, Hostile, "deny", "policy.rule"), Durability.Normal);
        }

        await store.Incidents.RecordAsync(
            new Incident { Id = "inc_0123456789ab", Type = "other", Severity = IncidentSeverity.High, Description = Hostile, Agent = Hostile, Target = Hostile, FirstAt = now, LastAt = now, ReportedBy = "x" },
            TimeSpan.Zero);
    }

    private Task<Playground.Outcome> RunAsync(params string[] args) => _playground.RunAsync([.. args, "--data-dir", Data]);
}
