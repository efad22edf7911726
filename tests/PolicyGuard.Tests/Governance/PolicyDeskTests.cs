using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Governance.DeskFixture;

namespace PolicyGuard.Tests.Governance;

/// <summary>Policies made at run time: what is stored, what decides at the next call, what is written down.</summary>
public sealed class PolicyDeskTests
{
    [Fact]
    public async Task A_policy_decides_the_next_call()
    {
        var f = await StartAsync();
        Assert.Equal(Effect.Allow, await f.EffectAsync("delete_records"));

        var outcome = await f.PutAsync(Client, "prod-safety", Rule("deny", "delete_*"));

        Assert.True(outcome.Done, outcome.Refusal?.Message);
        Assert.True(outcome.Value!.Created);
        Assert.Equal("Policy `prod-safety` created with 1 rule, version 1", outcome.Value!.Message);
        var decision = await f.DecideAsync("delete_records");
        Assert.Equal(Effect.Deny, decision.Effect);
        Assert.Equal(("prod-safety", "rule-1"), (decision.Rules[0].Policy, decision.Rules[0].Rule));
        Assert.Equal(f.Rules.Holder.Current.Hash, decision.PolicySet);
        Assert.Equal(Reasons.PolicyChanged, Assert.Single(f.Changes).Reason);
        Assert.Contains(Reasons.PolicyCreated, f.Events());
    }

    [Fact]
    public async Task Another_process_on_the_same_store_decides_by_it_at_its_next_call()
    {
        var here = await StartAsync();
        var there = await StartAsync(policies: here.Policies);
        await here.PutAsync(Client, "p", Rule("deny", "delete_*"));

        Assert.Equal(Effect.Deny, await there.EffectAsync("delete_records"));
        Assert.Equal(here.Rules.Holder.Current.Hash, there.Rules.Holder.Current.Hash);

        await here.Desk.DisableAsync(Person, "p", default);
        Assert.Equal(Effect.Allow, await there.EffectAsync("delete_records"));
    }

    [Fact]
    public async Task What_is_stored_loads_as_a_file_and_says_the_same()
    {
        var f = await StartAsync();
        await f.Desk.PutAsync(Client, new PolicyRequest
        {
            Id = "prod-safety", Name = "Produktion <schützen>", Description = "zwei\nZeilen", Priority = 70,
            Rules = """[ {"condition": {"tool_pattern": "*_production", "trust_level_below": "admin"}, "action": "deny", "message": "Production access requires admin"}, {"id":"x","condition":{"action_type":"data_*"}} ]""",
        }, default);
        var stored = (await f.Policies.ListAsync())[0];

        var loaded = PolicyLoader.Load([new PolicySource("prod-safety.json", StoredJson.AsFile(stored.Json))], Effect.Allow);

        Assert.Empty(loaded.Diagnostics);
        Assert.Equal(f.Rules.Holder.Current.Hash, loaded.Rules!.Hash);
        Assert.Equal((70, true), (loaded.Documents[0].Priority, loaded.Documents[0].Enabled));
    }

    [Fact]
    public async Task The_history_of_a_policy_says_who_made_each_version()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "p", Rule("deny", "a"));
        await f.PutAsync(Person, "p", Rule("deny", "b"));
        await f.Desk.DisableAsync(Person, "p", default);
        await f.Desk.EnableAsync(Person, "p", default);
        var back = await f.Desk.RollbackAsync(Person, "p", 1, default);

        Assert.Equal("Policy `p` rolled back to version 1 with 1 rule, version 5", back.Value!.Message);
        var history = await f.Policies.HistoryAsync("p");
        Assert.Equal([(5L, true, "cli:root"), (4L, true, "cli:root"), (3L, false, "cli:root"), (2L, true, "cli:root"), (1L, true, Client.Id)], history.Select(v => (v.Version, v.Enabled, v.Author)));
        Assert.Equal(history[4].Json, history[0].Json);
        Assert.Equal((Effect.Deny, Effect.Allow), (await f.EffectAsync("a"), await f.EffectAsync("b")));
        Assert.Equal([Reasons.PolicyCreated, Reasons.PolicyUpdated, Reasons.PolicyDisabled, Reasons.PolicyEnabled, Reasons.PolicyRolledBack], f.Events());
        Assert.Equal((4, 5), (f.Log.Json(f.Log.Records.Count - 3).GetProperty("details").GetProperty("from").GetInt32(), f.Log.Json(f.Log.Records.Count - 3).GetProperty("details").GetProperty("to").GetInt32()));
    }

    [Fact]
    public async Task The_same_again_makes_no_version()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "p", Rule("deny", "a"));
        var again = await f.PutAsync(Client, "p", Rule("deny", "a"));

        Assert.True(again is { Done: true, Value: { Unchanged: true, Created: false } });
        Assert.Single(await f.Policies.HistoryAsync("p"));
    }

    [Fact]
    public async Task All_errors_come_at_once_with_their_places()
    {
        var f = await StartAsync();
        var outcome = await f.Desk.PutAsync(Client, new PolicyRequest
        {
            Id = "../x", Name = " ", Description = "hidden\u202e",
            Rules = """
                [
                  {"condition":{"tool_pattern":"","trust_level_below":"boss"},"action":"explode"},
                  {"condition":{},"action":"deny"},
                  {"condition":{"tool_patern":"x"}},
                  7
                ]
                """,
        }, default);

        Assert.Equal(Reasons.ActInvalid, outcome.Refusal?.Reason);
        Assert.Equal(
            ["policy_id", "name", "description", "rules/0/condition/tool_pattern", "rules/0/condition/trust_level_below", "rules/0/action", "rules/1/condition", "rules/2/condition/tool_patern", "rules/3"],
            outcome.Errors.Select(e => e.Split(':')[0]).Distinct());
        Assert.Contains("rules/0/action:2:", outcome.Refusal!.Message, StringComparison.Ordinal);
        Assert.All(outcome.Errors, e => Assert.Contains(e, outcome.Refusal.Message, StringComparison.Ordinal));
        Assert.Empty(await f.Policies.ListAsync());
        Assert.Empty(f.Events());
    }

    [Theory]
    [InlineData("[]", "empty-list")]
    [InlineData("", "syntax")]
    [InlineData("not json", "syntax")]
    [InlineData("{}", "wrong-type")]
    [InlineData("\"[]\"", "wrong-type")]
    [InlineData("[] []", "syntax")]
    [InlineData("""[{"condition":{"tool_pattern":"*"},"action":"deny","action":"allow"}]""", "duplicate-key")]
    [InlineData("""[{"condition":{"tool_pattern":"a","tool_pattern":"*"}}]""", "duplicate-key")]
    [InlineData("""[{"condition":{"tool_pattern":"a","tool\u005fpattern":"*"}}]""", "duplicate-key")]
    [InlineData("""[{"id":"a","condition":{"tool_pattern":"a"}},{"id":"a","condition":{"tool_pattern":"b"}}]""", "duplicate-rule")]
    [InlineData("""[{"condition":{"tool_pattern":["a"]}}]""", "wrong-type")]
    [InlineData("""[{"condition":{"tool_pattern":"\ud800"}}]""", "syntax")]
    [InlineData("""[{"condition":{"tool_pattern":"a"},"message":"\u202edna"}]""", "unreadable")]
    [InlineData("""[{"condition":{"tool_pattern":"[a"}}]""", "bad-glob")]
    [InlineData("""[{"condition":{"tool_pattern":"a"},"effect":"allow"}]""", "unknown-key")]
    [InlineData("""[{"condition":{"tool_pattern":"a"},"action":"DENY"}]""", "unknown-value")]
    [InlineData("""[{"condition":{"tool_pattern":"a"},"action":null}]""", "unknown-value")]
    public async Task Rules_that_a_file_could_not_hold_are_not_stored(string rules, string code)
    {
        var f = await StartAsync();
        var outcome = await f.PutAsync(Person, "p", rules);

        Assert.Equal(Reasons.ActInvalid, outcome.Refusal?.Reason);
        Assert.Contains(outcome.Errors, e => e.Contains($"[{code}]", StringComparison.Ordinal));
        Assert.Empty(await f.Policies.ListAsync());
    }

    [Fact]
    public async Task Huge_rules_are_refused_before_they_are_read()
    {
        var f = await StartAsync();
        string Many(int count, string pattern) => "[" + string.Join(',', Enumerable.Repeat($$$"""{"condition":{"tool_pattern":"{{{pattern}}}"}}""", count)) + "]";

        Assert.Contains("[too-large]", Assert.Single((await f.PutAsync(Person, "p", new string('[', PolicyBounds.MaxRulesBytes + 1))).Errors), StringComparison.Ordinal);
        Assert.Contains("[syntax]", Assert.Single((await f.PutAsync(Person, "p", new string('[', PolicyBounds.MaxRulesBytes))).Errors), StringComparison.Ordinal);
        Assert.Contains("[too-many]", Assert.Single((await f.PutAsync(Person, "p", Many(PolicyBounds.MaxRules + 1, "a"))).Errors), StringComparison.Ordinal);
        Assert.Contains("[too-long]", Assert.Single((await f.PutAsync(Person, "p", Many(1, new string('a', PolicyBounds.MaxPattern + 1)))).Errors), StringComparison.Ordinal);
        Assert.True((await f.PutAsync(Person, "p", Many(PolicyBounds.MaxRules, "a"))).Done);
    }

    [Fact]
    public async Task Rules_in_force_and_policies_are_bounded_together()
    {
        var f = await StartAsync();
        var many = "[" + string.Join(',', Enumerable.Repeat("""{"condition":{"tool_pattern":"a"}}""", PolicyBounds.MaxRules)) + "]";
        for (var i = 0; i < PolicyBounds.MaxRulesInForce / PolicyBounds.MaxRules; i++)
        {
            await f.Policies.PutAsync($"p{i:000}", StoredJson.WithEnabled($$"""{"id":"p{{i:000}}","rules":{{many}}}""", true), true, "a");
        }

        Assert.Contains("[too-many]", Assert.Single((await f.PutAsync(Client, "onemore", Rule("deny", "a"))).Errors), StringComparison.Ordinal);
        Assert.True((await f.PutAsync(Client, "onemore", Rule("deny", "a"), enabled: false)).Done);
    }

    [Theory]
    [InlineData("Prod-Safety")]
    [InlineData("prod_safety")]
    [InlineData("prod.safety")]
    [InlineData("pr0d-safety")]
    [InlineData("prod--safety")]
    public async Task An_id_that_looks_like_another_is_refused(string id)
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "prod-safety", Rule("deny", "a"));

        Assert.Contains("[look-alike]", Assert.Single((await f.PutAsync(Person, id, Rule("deny", "a"))).Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("prod\u0430")]
    [InlineData("prod safety")]
    [InlineData("-rf")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\u200b")]
    [InlineData("a\nb")]
    [InlineData("ａ")]
    public async Task An_id_that_is_none_is_refused_and_not_repeated(string id)
    {
        var f = await StartAsync();
        var outcome = await f.PutAsync(Person, id, Rule("deny", "a"));

        Assert.Contains(outcome.Errors, e => e.Contains("[bad-id]", StringComparison.Ordinal));
        Assert.True(id.Length < 2 || !outcome.Refusal!.Message.Contains(id, StringComparison.Ordinal));
        Assert.Equal(Reasons.ActUnknown, (await f.Desk.DisableAsync(Person, id, default)).Refusal?.Reason);
    }

    [Fact]
    public async Task Nobody_takes_the_name_of_a_file()
    {
        var f = await StartAsync(files: new PolicySource("payments.yaml", "policyguard: 1\nrules:\n  - { id: a, tools: [x], effect: deny }\n"));

        Assert.Contains("[taken]", Assert.Single((await f.PutAsync(Person, "Payments", Rule("allow", "x"))).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_was_taken_keeps_no_file_from_loading()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "payments", Rule("deny", "x"));
        var files = PolicyLoader.Load([new PolicySource("payments.yaml", "policyguard: 1\nrules:\n  - { id: a, tools: [y], effect: deny }\n")], Effect.Allow);

        Assert.Empty(await f.Rules.PutFilesAsync(files.Documents, default));
        Assert.Equal((Effect.Deny, Effect.Deny), (await f.EffectAsync("x"), await f.EffectAsync("y")));
        Assert.Equal("stored:payments", (await f.DecideAsync("x")).Rules[0].Policy);
    }

    [Fact]
    public async Task Who_denies_behind_somebody_who_allows_hears_of_it()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "helpful", Rule("allow", "*"));
        var outcome = await f.PutAsync(Person, "safety", Rule("deny", "delete_*"));

        Assert.True(outcome.Done);
        Assert.Contains("never asked", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Contains("helpful", outcome.Warnings[0], StringComparison.Ordinal);
        Assert.Empty((await f.PutAsync(Person, "safety", Rule("deny", "delete_*"), priority: 101)).Warnings);
        Assert.Equal(Effect.Deny, await f.EffectAsync("delete_x"));
    }

    [Fact]
    public async Task An_agent_in_a_loop_comes_to_an_end()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "p", Rule("allow", "x"));
        for (var i = 1; i < PolicyBounds.MaxVersions; i++)
        {
            Assert.True((await (i % 2 == 1 ? f.Desk.DisableAsync(Client, "p", default) : f.Desk.EnableAsync(Client, "p", default))).Done);
        }

        Assert.Equal(Reasons.ActInvalid, (await f.Desk.EnableAsync(Client, "p", default)).Refusal?.Reason);
        Assert.True((await f.Desk.EnableAsync(Person, "p", default)).Done);
    }

    [Fact]
    public async Task Nothing_is_done_that_cannot_be_written_down()
    {
        var f = await StartAsync();
        f.Log.Fault = "full";
        var outcome = await f.PutAsync(Client, "p", Rule("deny", "a"));

        Assert.Equal(Reasons.LedgerUnavailable, outcome.Refusal?.Reason);
        Assert.Empty(await f.Policies.ListAsync());
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_refuses_acts_and_calls()
    {
        var f = await StartAsync();
        f.Policies.Broken = true;

        Assert.Equal(Reasons.RegistryUnavailable, (await f.PutAsync(Client, "p", Rule("deny", "a"))).Refusal?.Reason);
        var decision = await f.DecideAsync("x");
        Assert.Equal((Effect.Deny, Reasons.RegistryUnavailable), (decision.Effect, decision.Reason));
    }

    [Fact]
    public async Task Racing_acts_all_come_through_and_none_is_judged_by_what_another_replaced()
    {
        var one = await StartAsync();
        var two = await StartAsync(policies: one.Policies);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : two).PutAsync(Person, i % 4 == 0 ? "shared" : $"p{i}", Rule("deny", $"tool_{i}")))));

        Assert.All(outcomes, o => Assert.True(o.Done, o.Refusal?.Message));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), outcomes.Where(o => o.Value!.Stored.Id == "shared").Select(o => o.Value!.Stored.Version).Order());
        Assert.Equal(61, (await one.Policies.ListAsync()).Count);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"id":"other","rules":[{"condition":{"tool_pattern":"x"}}]}""")]
    [InlineData("""{"id":"p","rules":[{"condition":{"tool_pattern":"x","since_version_9":1}}]}""")]
    public async Task A_stored_policy_that_cannot_be_read_stops_a_start_and_leaves_a_running_set_in_force(string json)
    {
        var f = await StartAsync();
        await f.GivenAsync("good", Rule("deny", "a"));
        await f.Policies.PutAsync("p", json, true, "somebody");

        Assert.Equal((Effect.Deny, Effect.Allow), (await f.EffectAsync("a"), await f.EffectAsync("x")));
        Assert.Contains("stored:p@1", f.Rules.Fault, StringComparison.Ordinal);
        Assert.Contains(Reasons.PolicyRejected, f.Changes.Select(c => c.Reason));
        var stopped = await Assert.ThrowsAsync<StoredPolicyException>(() => StartAsync(policies: f.Policies));
        Assert.Contains("policyguard policy disable p", stopped.Message, StringComparison.Ordinal);
        Assert.StartsWith("stored:p@1", stopped.Message, StringComparison.Ordinal);

        // Nothing else is judged by what cannot be read; taking it out mends it.
        Assert.False((await f.PutAsync(Person, "q", Rule("deny", "q"))).Done);
        var client = await f.Desk.DisableAsync(Client, "p", default);
        Assert.Equal(Reasons.AuthorityLoosens, client.Refusal?.Reason);
        Assert.True((await f.Desk.DisableAsync(Person, "p", default)).Done);
        Assert.Null(f.Rules.Fault);
        await StartAsync(policies: f.Policies);
    }

    [Fact]
    public async Task A_suspended_agent_changes_no_policy()
    {
        var f = await StartAsync();
        await f.Agents.PutAsync(new Agent { Id = "injected", Status = AgentStatus.Suspended });

        Assert.Equal(Reasons.AgentSuspended, (await f.PutAsync(Client, "p", Rule("deny", "a"))).Refusal?.Reason);
        Assert.Empty(await f.Policies.ListAsync());
        Assert.Equal([Reasons.AgentSuspended], f.Events());
    }

    [Fact]
    public async Task Other_files_are_joined_with_what_was_made_at_run_time()
    {
        var f = await StartAsync();
        await f.PutAsync(Client, "p", Rule("deny", "a"));
        var files = PolicyLoader.Load([new PolicySource("f.yaml", "policyguard: 1\nrules:\n  - { id: a, tools: [b], effect: deny }\n")], Effect.Allow);
        await f.Rules.PutFilesAsync(files.Documents, default);

        Assert.Equal((Effect.Deny, Effect.Deny), (await f.EffectAsync("a"), await f.EffectAsync("b")));
        await f.Desk.DisableAsync(Person, "p", default);
        Assert.Equal((Effect.Allow, Effect.Deny), (await f.EffectAsync("a"), await f.EffectAsync("b")));
    }

    [Fact]
    public async Task Files_of_governance_JSON_and_what_was_made_at_run_time_are_one_list_by_priority()
    {
        var f = await StartAsync(files: new PolicySource("f.json", """{"id":"f","priority":50,"rules":[{"condition":{"tool_pattern":"a"},"action":"deny"}]}"""));
        await f.GivenAsync("above", Rule("allow", "a"), priority: 60);
        Assert.Equal(Effect.Allow, await f.EffectAsync("a"));
        await f.Desk.DisableAsync(Person, "above", default);
        await f.GivenAsync("equal", Rule("allow", "a"), priority: 50);
        Assert.Equal(Effect.Deny, await f.EffectAsync("a"));
    }
}
