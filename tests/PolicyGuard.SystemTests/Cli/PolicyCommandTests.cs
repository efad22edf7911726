using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Looking at policies without running anything.</summary>
public sealed class PolicyCommandTests : IDisposable
{
    private const string Policy = """
        policyguard: 1
        name: mine
        default: allow
        rules:
          - id: no-deletes
            description: Deleting is for others
            tools: ["delete_*"]
            trust_below: high
            effect: deny
            message: Deleting needs high trust
          - { id: no-secrets, tools: [http_post], labels: [secret], effect: deny }
        tests:
          - name: deleting is refused
            call: { tool: delete_file }
            expect: { effect: deny, rule: no-deletes }
        """;

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task A_rule_that_changes_nothing_is_told_with_a_call_that_shows_it_and_is_no_error()
    {
        _playground.Write(
            "mine.yaml",
            "policyguard: 1\nname: mine\nrules:\n  - { id: all, tools: [\"delete_*\"], effect: deny }\n  - { id: some, tools: [\"delete_user\"], effect: deny }\n");
        var run = await _playground.RunAsync("policy", "check", "mine.yaml");
        Assert.Equal(0, run.Code);
        Assert.Contains("mine.yaml:5:1: warning[shadowed-rule]: the rule `some` never changes a decision", run.Error);
        Assert.Contains("delete_user", run.Error[run.Error.IndexOf("for example", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task The_shipped_policies_leave_no_doubt()
    {
        foreach (var profile in new[] { "starter", "strict", "minimal" })
        {
            var folder = $"of-{profile}";
            Assert.Equal(0, (await _playground.RunAsync("init", folder, "--profile", profile)).Code);
            var run = await _playground.RunAsync("policy", "check", Path.Combine(folder, ".policyguard", "policies"));
            Assert.Equal(0, run.Code);
            Assert.DoesNotContain("warning[", run.Error);
        }
    }

    [Theory]
    [InlineData("policy", "check", "mine.yaml")]
    [InlineData("validate-policy", "mine.yaml")]
    public async Task A_good_policy_is_listed(params string[] command)
    {
        _playground.Write("mine.yaml", Policy);
        var run = await _playground.RunAsync(command);
        Assert.Equal(0, run.Code);
        Assert.StartsWith("✓ Loaded 2 valid rules from mine.yaml", run.Out);
        Assert.Contains("[no-deletes] Deleting is for others → deny", run.Out);
    }

    [Fact]
    public async Task All_faults_of_all_files_are_told_with_their_places()
    {
        _playground.Write("p/a.yaml", Policy.Replace("deny", "dney", StringComparison.Ordinal));
        _playground.Write("p/b.yaml", "policyguard: 1\nname: b\nruels: []\n");
        _playground.Write("p/c.yaml", Policy.Replace("mine", "c", StringComparison.Ordinal));
        var run = await _playground.RunAsync("policy", "check", "p");
        Assert.Equal(1, run.Code);
        Assert.Contains("p/a.yaml:9:", run.Error);
        Assert.Contains("p/a.yaml:11:", run.Error);
        Assert.Contains("p/b.yaml:3:1", run.Error);
        Assert.Contains("✓ Loaded 2 valid rules from p/c.yaml", run.Out);
        Assert.DoesNotContain("p/a.yaml", run.Out);

        using var json = JsonDocument.Parse((await _playground.RunAsync("policy", "check", "p", "--json")).Out);
        Assert.False(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.True(json.RootElement.GetProperty("diagnostics").GetArrayLength() >= 3);
    }

    [Fact]
    public async Task Rules_are_held_against_the_tools_that_were_seen()
    {
        _playground.Write("mine.yaml", Policy);
        var data = Path.Combine(_playground.Home, "data");
        await using (var store = SqliteStore.Open(data, TimeProvider.System))
        {
            await store.ToolPins.PinAsync("files", "delete_file", new string('0', 64), "{}");
            await store.ToolPins.PinAsync("files", "read_file", new string('0', 64), "{}");
        }

        var run = await _playground.RunAsync("policy", "check", "mine.yaml", "--tools", "--data-dir", data);
        Assert.Equal(0, run.Code);
        Assert.Contains("mine.yaml:11:1: warning[idle-rule]: the rule `no-secrets` names ", run.Error);
        Assert.Contains("files: warning[unnamed-tool]: no rule names the tool `read_file`", run.Error);
        Assert.DoesNotContain("no-deletes", run.Error);
        Assert.DoesNotContain("delete_file", run.Error);
        Assert.Equal(3, (await _playground.RunAsync("policy", "check", "mine.yaml", "--tools", "--data-dir", "nowhere")).Code);
    }

    [Theory]
    [InlineData("nowhere.yaml", "there is no such file")]
    [InlineData("empty", "the folder holds no")]
    [InlineData("latin1.yaml", "not UTF-8")]
    public async Task What_cannot_be_read_is_an_error(string path, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_playground.Folder, "empty"));
        File.WriteAllBytes(Path.Combine(_playground.Folder, "latin1.yaml"), [.. "name: "u8, 0xE4]);
        var run = await _playground.RunAsync("policy", "check", path);
        Assert.Equal(1, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Tests_pass_fail_and_are_missed()
    {
        _playground.Write("good.yaml", Policy);
        _playground.Write("bad.yaml", Policy.Replace("tool: delete_file", "tool: read_file", StringComparison.Ordinal));
        _playground.Write("none.yaml", Policy[..Policy.IndexOf("tests:", StringComparison.Ordinal)]);
        var good = await _playground.RunAsync("policy", "test", "good.yaml");
        Assert.Equal((0, "1 passed, 0 failed"), (good.Code, good.Out.Trim().Split('\n')[^1]));
        var bad = await _playground.RunAsync("policy", "test", "bad.yaml");
        Assert.Equal((1, "0 passed, 1 failed"), (bad.Code, bad.Out.Trim().Split('\n')[^1]));
        Assert.Contains("bad.yaml:13", bad.Out);
        var none = await _playground.RunAsync("policy", "test", "none.yaml");
        Assert.Equal(1, none.Code);
        Assert.Contains("nothing to test", none.Error);
    }

    [Fact]
    public async Task Each_file_is_tested_alone_unless_all_are_asked_for_together()
    {
        _playground.Write("p/a.yaml", Policy);
        _playground.Write("p/b.yaml", "policyguard: 1\nname: b\nrules:\n  - { id: all, effect: allow }\ntests:\n  - { name: deletes run, call: { tool: delete_file }, expect: { effect: allow } }\n");
        Assert.Equal(0, (await _playground.RunAsync("policy", "test", "p")).Code);
        Assert.Equal(1, (await _playground.RunAsync("policy", "test", "p", "--together")).Code);
    }

    [Theory]
    [InlineData("--tool delete_file", 1, "deny", "policy.rule")]
    [InlineData("--tool delete_file --trust high", 0, "allow", "policy.default")]
    [InlineData("--tool d\u0435lete_file", 1, "deny", "policy.rule")]
    [InlineData("--tool http_post", 0, "allow", "policy.default")]
    [InlineData("--tool http_post --labels secret", 1, "deny", "policy.rule")]
    [InlineData("--tool http_post --args {\"body\":\"AKIAIOSFODNN7EXAMPLE\"}", 1, "deny", "policy.rule")]
    public async Task A_call_is_explained_by_the_gate_itself(string options, int code, string effect, string reason)
    {
        _playground.Write("mine.yaml", Policy);
        var run = await _playground.RunAsync(["policy", "explain", "--policy", "mine.yaml", "--json", .. options.Split(' ')]);
        Assert.True(code == run.Code, run.Error);
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(effect, json.RootElement.GetProperty("effect").GetString());
        Assert.Equal(reason, json.RootElement.GetProperty("reason").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public async Task An_explanation_knows_registered_agents_and_leaves_no_trace()
    {
        _playground.Write("mine.yaml", Policy);
        var data = Path.Combine(_playground.Home, "data");
        await using (var store = SqliteStore.Open(data, TimeProvider.System))
        {
            await store.Agents.PutAsync(new Agent { Id = "ops", Trust = TrustLevel.High });
            await store.Agents.PutAsync(new Agent { Id = "bad", Trust = TrustLevel.Admin, Status = AgentStatus.Suspended });
        }

        string[] ask = ["policy", "explain", "--policy", "mine.yaml", "--data-dir", data, "--tool", "delete_file", "--agent"];
        Assert.Equal(0, (await _playground.RunAsync([.. ask, "ops"])).Code);
        Assert.Contains("agent.suspended", (await _playground.RunAsync([.. ask, "bad"])).Out);
        Assert.Contains("not registered", (await _playground.RunAsync([.. ask, "stranger"])).Out);

        await using var after = SqliteStore.Open(data, TimeProvider.System);
        Assert.Equal(["bad", "ops"], (await after.Agents.ListAsync()).Select(static agent => agent.Id));
        Assert.Equal(0, await after.Ledger.ReadAsync(new Ledger.LedgerQuery()).CountAsync());
    }

    [Theory]
    [InlineData("--agent x", "name one of --tool, --resource, --prompt")]
    [InlineData("--tool a --args [1]", "a JSON object")]
    [InlineData("--tool a --args {\"a\":1,\"a\":2}", "not JSON that the gate reads")]
    [InlineData("--tool a\u200bb", "name.invalid")]
    [InlineData("--tool a --labels sekret", "is not a label")]
    [InlineData("--tool a --context x", "key=value")]
    public async Task A_description_that_makes_no_call_is_refused(string options, string expected)
    {
        var run = await _playground.RunAsync(["policy", "explain", .. options.Split(' ')]);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error);
    }
}
