using System.Security.Cryptography;
using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Whoever comes from the earlier program keeps agents, policies, incidents and log, and learns what was odd about them.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Source => Path.Combine(_playground.Folder, "old");

    private string Data => Path.Combine(_playground.Home, "data");

    public ImportTests()
    {
        _playground.Write("old/agents.json", """
            {
              "reader": {"agent_id": "reader", "name": "Reader", "description": "", "trust_level": "medium", "allowed_tools": ["read_*"], "denied_tools": [], "metadata": {"team": "data"}, "status": "active", "registered_at": "2026-01-02T03:04:05.000006+00:00", "updated_at": "2026-01-02T03:04:05.000006+00:00", "auto_registered": false},
              "stranger": {"agent_id": "stranger", "trust_level": "low", "auto_registered": true},
              "bad": {"agent_id": "other", "name": "Bad", "trust_level": "superadmin", "allowed_tools": "[\"read_*\"]", "denied_tools": "delete_*", "status": "suspended", "suspension_reason": "Critical incident: inc_0123456789ab"},
              " blank ": {"agent_id": " blank ", "trust_level": "low"}
            }
            """);
        _playground.Write("old/policies.json", """
            [
              {"id": "prod", "name": "Production", "description": "d", "rules": [
                {"condition": {"tool_pattern": "*_production", "trust_level_below": "admin"}, "action": "deny", "message": "no"},
                {"condition": {"tool_pattern": "delete_*"}, "action": "deny"},
                {"condition": {"tool_pattern": "read_.*", "trust_level_at_least": "low"}, "action": "allow"}], "priority": 200, "enabled": true, "created_at": "x", "updated_at": "x"},
              {"id": "prod", "name": "Twice", "description": "", "rules": [{"condition": {"tool_pattern": "x"}, "action": "deny"}], "priority": 100, "enabled": true},
              {"id": "broken", "name": "Broken", "description": "", "rules": [{"condition": {"tool_pattern": "x", "trust_level_below": "root"}, "action": "deny"}], "priority": 100, "enabled": true},
              {"id": "off", "name": "Off", "description": "", "rules": [{"condition": {"tool_pattern": "y", "trust_level_below": "high"}, "action": "require_approval"}], "priority": 50, "enabled": false}
            ]
            """);
        _playground.Write("old/incidents.json", """
            [
              {"incident_id": "inc_0123456789ab", "timestamp": "2026-01-02T03:04:05+00:00", "type": "data_exfiltration", "severity": "critical", "description": "leak of AKIAIOSFODNN7EXAMPLE", "agent_id": "bad", "evidence": {"key": "AKIAIOSFODNN7EXAMPLE"}, "recommended_action": "", "status": "open", "resolution": null},
              {"incident_id": "inc_ba9876543210", "timestamp": "2026-01-02T03:04:06+00:00", "type": "policy_violation", "severity": "medium", "agent_id": "reader", "action_id": "act_0123456789ab", "details": "Action 'x' denied"}
            ]
            """);
        _playground.Write("old/audit_log.json", $"[{string.Join(',', Enumerable.Range(0, 1000).Select(static i => $$$"""{"entry_id":"aud_{{{i:x12}}}","action_id":"act_{{{i:x12}}}","timestamp":"2026-01-02T03:04:05+00:00","agent_id":"reader","action":{"type":"tool_call","target":"read_x","parameters":{},"context":""},"evaluation":{"allowed":true,"require_approval":false,"reason":"ok"} }"""))}]");
    }

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task A_dry_run_tells_everything_and_takes_nothing()
    {
        var run = await ImportAsync("--dry-run", "--json");
        Assert.Equal(1, run.Code);
        Assert.True(Json(run).GetProperty("dry_run").GetBoolean());
        Counts(run, "agents.json", 4, 3, 0, 1);
        Counts(run, "policies.json", 4, 2, 0, 2);
        Assert.DoesNotContain("reader", (await _playground.RunAsync("agent", "list", "--data-dir", Data)).Out);
        Assert.DoesNotContain("event.imported", (await _playground.RunAsync("audit", "query", "--data-dir", Data)).Out);
    }

    [Fact]
    public async Task All_that_can_be_taken_is_and_a_second_run_takes_and_undoes_nothing()
    {
        var before = Hashes();
        var first = await ImportAsync("--json");
        Assert.Equal(1, first.Code);
        Counts(first, "agents.json", 4, 3, 0, 1);
        Counts(first, "policies.json", 4, 2, 0, 2);
        Counts(first, "incidents.json", 2, 2, 0, 0);
        Counts(first, "audit_log.json", 1000, 1000, 0, 0);

        var odd = first.Out;
        Assert.Contains("trust level `superadmin` is not known; it is taken as low", odd);
        Assert.Contains("calls itself `other`", odd);
        Assert.Contains("read letter by letter", odd);
        Assert.Contains("is a list written as text", odd);
        Assert.Contains("agent `bad` is suspended", odd);
        Assert.Contains("policy `prod`, rule 2: never did anything there, and does here: it denies without a trust condition", odd);
        Assert.Contains("rule 3: never did anything there", odd);
        Assert.Contains("`read_.*`", odd);
        Assert.Contains("stands there twice", odd);
        Assert.Contains("threw all older ones away", odd);

        var bad = await _playground.RunAsync("agent", "show", "bad", "--data-dir", Data, "--json");
        Assert.Contains("suspended", bad.Out);
        Assert.Contains("delete_*", bad.Out);
        Assert.Equal(1, (await _playground.RunAsync("policy", "explain", "--tool", "delete_x", "--agent", "stranger", "--data-dir", Data)).Code);
        var log = await _playground.RunAsync("audit", "query", "--data-dir", Data, "--reason", "event.imported", "--limit", "2000", "--json");
        Assert.Equal(1002, log.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("2026-01-02T03:04:05+00:00", log.Out);
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", log.Out);

        // Somebody works on here meanwhile; a second run must not take that back.
        await _playground.RunAsync("agent", "register", "reader", "--trust", "low", "--data-dir", Data);
        await _playground.RunAsync("policy", "disable", "prod", "--data-dir", Data);
        var second = await ImportAsync("--json");
        Counts(second, "agents.json", 4, 0, 3, 1);
        Counts(second, "policies.json", 4, 0, 2, 2);
        Counts(second, "incidents.json", 2, 0, 2, 0);
        Counts(second, "audit_log.json", 1000, 0, 1000, 0);
        Assert.Contains("\"low\"", (await _playground.RunAsync("agent", "show", "reader", "--data-dir", Data, "--json")).Out);
        Assert.Equal(before, Hashes());
    }

    [Fact]
    public async Task Nobody_takes_an_agent_for_suspended_that_is_active_here()
    {
        await _playground.RunAsync("agent", "register", "bad", "--trust", "low", "--data-dir", Data);
        var run = await ImportAsync();
        Assert.Contains("agent `bad` is suspended (Critical incident: inc_0123456789ab), and was registered here, where it is ACTIVE and stays so", run.Out);
        Assert.Contains("\"active\"", (await _playground.RunAsync("agent", "show", "bad", "--data-dir", Data, "--json")).Out);

        await _playground.RunAsync("agent", "suspend", "bad", "--data-dir", Data);
        Assert.Contains("and is so here", (await ImportAsync()).Out);
    }

    [Theory]
    [InlineData("agents.json", "{\"a\": {\"trust_level\": \"low\"}, \"a\": {\"trust_level\": \"admin\"}}", "two members")]
    [InlineData("agents.json", "[]", "not an object")]
    [InlineData("policies.json", "{\"id\": \"p\"", "ends at byte")]
    public async Task A_file_that_cannot_be_read_for_certain_is_not_taken_at_all(string file, string text, string why)
    {
        _playground.Write($"old/{file}", text);
        var run = await ImportAsync();
        Assert.Equal(1, run.Code);
        Assert.Contains("nothing of it was taken", run.Out);
        Assert.Contains(why, run.Out);
    }

    [Fact]
    public async Task A_folder_without_any_of_the_files_is_a_mistake() =>
        Assert.Equal(2, (await _playground.RunAsync("import", "--from", "policyguard", _playground.Home, "--data-dir", Data)).Code);

    private Task<Playground.Outcome> ImportAsync(params string[] more) => _playground.RunAsync(["import", "--from", "policyguard", Source, "--data-dir", Data, .. more]);

    private static JsonElement Json(Playground.Outcome run) => JsonDocument.Parse(run.Out).RootElement;

    private static void Counts(Playground.Outcome run, string file, int found, int taken, int kept, int failed)
    {
        var section = Json(run).GetProperty("files").GetProperty(file);
        Assert.True(
            (found, taken, kept, failed) == (section.GetProperty("found").GetInt32(), section.GetProperty("taken").GetInt32(), section.GetProperty("kept").GetInt32(), section.GetProperty("not_taken").GetArrayLength()),
            $"{file}: {section}\n{run.Error}");
    }

    private string Hashes() => string.Join('\n', Directory.GetFiles(Source).Order().Select(static file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))} {File.GetLastWriteTimeUtc(file):O}"));
}
