using System.Text.Json;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Policies made at run time, from the terminal.</summary>
public sealed class RunTimePolicyTests : IDisposable
{
    private const string Safety = """
        { "id": "prod-safety", "name": "Production Safety Policy", "rules": [
          { "condition": { "tool_pattern": "delete_*", "trust_level_below": "admin" }, "action": "deny", "message": "Deleting requires admin" } ] }
        """;

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private string Data => Path.Combine(_playground.Home, "data");

    private Task<Playground.Outcome> PolicyAsync(params string[] args) => _playground.RunAsync(["policy", .. args, "--data-dir", Data]);

    [Fact]
    public async Task A_policy_is_made_looked_at_taken_out_brought_back_and_exported()
    {
        _playground.Write("safety.json", Safety);
        var made = await PolicyAsync("create", "safety.json");
        Assert.Equal((0, "Policy `prod-safety` created with 1 rule, version 1\n"), (made.Code, made.Out));

        var list = await PolicyAsync("list");
        Assert.Equal(0, list.Code);
        Assert.Contains("file    starter  enabled", list.Out);
        Assert.Contains("stored  prod-safety  v1  enabled", list.Out);
        var origins = JsonDocument.Parse((await PolicyAsync("list", "--json")).Out).RootElement.GetProperty("policies").EnumerateArray().Select(p => p.GetProperty("origin").GetString());
        Assert.Equal(["file", "stored"], origins);

        _playground.Write("safety.json", Safety.Replace("delete_*", "drop_*", StringComparison.Ordinal));
        Assert.Contains("updated with 1 rule, version 2", (await PolicyAsync("create", "safety.json")).Out);
        Assert.Contains("disabled with 1 rule, version 3", (await PolicyAsync("disable", "prod-safety")).Out);
        Assert.Contains("enabled with 1 rule, version 4", (await PolicyAsync("enable", "prod-safety")).Out);
        Assert.Contains("rolled back to version 1 with 1 rule, version 5", (await PolicyAsync("rollback", "prod-safety", "1")).Out);

        var history = await PolicyAsync("history", "prod-safety", "--json");
        var versions = JsonDocument.Parse(history.Out).RootElement.EnumerateArray().ToList();
        Assert.Equal([5, 4, 3, 2, 1], versions.Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal(versions[4].GetProperty("document").GetRawText(), versions[0].GetProperty("document").GetRawText());
        Assert.Contains("v2  enabled", (await PolicyAsync("show", "prod-safety", "--version", "2")).Out);

        Assert.Equal(0, (await PolicyAsync("export", "--out", "exported")).Code);
        var check = await _playground.RunAsync("policy", "check", "exported", "--default-action", "allow");
        Assert.Equal(0, check.Code);
        Assert.Contains("1 valid rule from exported/prod-safety.json", check.Out);
        _playground.Write("exported/prod-safety.json", "mine");
        Assert.Equal(1, (await PolicyAsync("export", "--out", "exported")).Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_playground.Folder, "exported", "prod-safety.json")));
        _playground.Write("all.json", (await PolicyAsync("export")).Out);
        Assert.Contains("was so already", (await PolicyAsync("create", "all.json")).Out);

        var log = await _playground.RunAsync("audit", "query", "--kind", "event", "--data-dir", Data, "--json");
        Assert.Contains("\"actor\":\"cli:", log.Out);
        Assert.Contains("version 4 → 5", log.Out);
    }

    [Fact]
    public async Task What_is_made_in_one_process_decides_the_very_next_call_in_another()
    {
        _playground.Write("no-lists.json", """{ "id": "no-lists", "rules": [ { "condition": { "tool_pattern": "list_*" }, "action": "deny" } ] }""");
        var files = $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {Path.Combine(_playground.Home, "files")}";
        await using var served = await Served.StartAsync(_playground, "--upstream", files);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);

        Assert.Equal(0, (await PolicyAsync("create", "no-lists.json")).Code);
        Assert.Equal("policy.rule", await served.ReasonAsync("list_files"));
        Assert.Equal(0, (await PolicyAsync("disable", "no-lists")).Code);
        Assert.Null(await served.ReasonAsync("list_files"));

        Assert.Equal(0, (await PolicyAsync("rollback", "no-lists", "1")).Code);
        Assert.Equal("policy.rule", await served.ReasonAsync("list_files"));
        Assert.Contains("policies changed", served.Error);

        // It outlives the process.
        await served.InterruptAsync();
        await using var again = await Served.StartAsync(_playground, "--upstream", files);
        Assert.Equal("policy.rule", await again.ReasonAsync("list_files"));
        Assert.Contains("policies   starter, no-lists:", again.Error);
    }

    [Fact]
    public async Task A_stored_policy_that_cannot_be_read_stops_the_start_and_its_diagnostics_say_how_to_go_on()
    {
        _playground.Write("safety.json", Safety);
        Assert.Equal(0, (await PolicyAsync("create", "safety.json")).Code);
        await using (var store = SqliteStore.Open(Data, TimeProvider.System))
        {
            await store.Policies.PutAsync("prod-safety", """{"id":"prod-safety","rules":[{"condition":{"tool_pattern":"x","of_version_9":true}}]}""", true, "another program");
        }

        var serve = await _playground.RunAsync("serve", "--port", "0", "--data-dir", Data);
        Assert.Equal(3, serve.Code);
        Assert.Contains("stored:prod-safety@2:1:", serve.Error);
        Assert.Contains("error[unknown-key]: `of_version_9`", serve.Error);
        Assert.Contains("policyguard policy disable prod-safety", serve.Error);
        Assert.Equal(1, (await PolicyAsync("list")).Code);
        Assert.Equal(2, (await PolicyAsync("explain", "--tool", "x")).Code);

        Assert.Equal(0, (await PolicyAsync("rollback", "prod-safety", "1")).Code);
        Assert.Equal(0, (await PolicyAsync("list")).Code);
        await using var served = await Served.StartAsync(_playground);
        Assert.Contains("\"status\":\"ok\"", await served.GetAsync("/health"));
    }

    [Fact]
    public async Task Explanations_checks_and_tests_know_what_was_made_at_run_time()
    {
        _playground.Write("no-lists.json", """{ "id": "no-lists", "rules": [ { "condition": { "tool_pattern": "list_*" }, "action": "deny" } ] }""");
        _playground.Write("p.yaml", "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: a, tools: [x], effect: deny }\ntests:\n  - { name: lists are refused, call: { tool: list_files }, expect: { effect: deny } }\n");
        Assert.Equal(0, (await PolicyAsync("explain", "--tool", "list_files")).Code);
        Assert.Equal(0, (await PolicyAsync("create", "no-lists.json")).Code);

        var explain = await PolicyAsync("explain", "--tool", "list_files");
        Assert.Equal(1, explain.Code);
        Assert.Contains("no-lists", explain.Out);
        Assert.Equal(1, (await PolicyAsync("test", "p.yaml")).Code);
        Assert.Equal(0, (await PolicyAsync("test", "p.yaml", "--stored")).Code);
        Assert.Contains("from stored:no-lists@1", (await PolicyAsync("check", "p.yaml", "--stored")).Out);
    }

    [Fact]
    public async Task A_file_that_is_wrong_is_told_with_its_places_and_nothing_is_made()
    {
        _playground.Write("bad.json", """[{ "id": "a", "rules": [ { "condition": { "tool_pattern": "x" }, "action": "explode" } ] }]""");
        _playground.Write("native.json", """{ "policyguard": 1, "name": "n", "rules": [ { "id": "a", "tools": ["x"], "effect": "deny" } ] }""");
        var bad = await PolicyAsync("create", "bad.json");
        Assert.Equal(2, bad.Code);
        Assert.Contains("bad.json:1:", bad.Error);
        Assert.Equal(2, (await PolicyAsync("create", "native.json")).Code);
        Assert.Equal(2, (await PolicyAsync("create", "none.json")).Code);

        // A file that loads may still be none to make at run time.
        _playground.Write("id.json", Safety.Replace("prod-safety", "prod safety", StringComparison.Ordinal));
        var id = await PolicyAsync("create", "id.json");
        Assert.Equal(1, id.Code);
        Assert.Contains("policy_id: error[bad-id]", id.Error);
        Assert.DoesNotContain("stored", (await PolicyAsync("list")).Out);
        Assert.Equal(1, (await PolicyAsync("history", "nothing")).Code);
        Assert.Equal(1, (await PolicyAsync("disable", "prod-safty")).Code);
    }
}
