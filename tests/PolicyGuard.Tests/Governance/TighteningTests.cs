using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Rules;
using PolicyGuard.Text;
using static PolicyGuard.Tests.Governance.DeskFixture;

namespace PolicyGuard.Tests.Governance;

/// <summary>An agent that was talked into it may make policies and make them stricter; nothing that it does lets any call pass that did not before.</summary>
public sealed class TighteningTests
{
    private const string DenyDelete = """[{"condition":{"tool_pattern":"delete_*"},"action":"deny","message":"no"}]""";

    [Theory]
    [InlineData(Effect.Allow)]
    [InlineData(Effect.Deny)]
    public async Task Allow_everything_at_the_top_is_refused_whatever_stands(Effect @default)
    {
        foreach (var given in new[] { "", Rule("deny", "delete_*"), Rule("require_approval", "x") })
        {
            var f = await StartAsync(@default);
            if (given.Length > 0)
            {
                await f.GivenAsync("given", given);
            }

            var outcome = await f.PutAsync(Client, "helpful", Rule("allow", "*"), priority: 9999);
            Assert.Equal(Reasons.AuthorityLoosens, outcome.Refusal?.Reason);
            Assert.Contains("helpful", outcome.Refusal!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("helpful", (await f.Policies.ListAsync()).Select(p => p.Id));
            Assert.Equal(Reasons.AuthorityLoosens, f.Events()[^1]);
            Assert.True((await f.PutAsync(Person, "helpful", Rule("allow", "*"), priority: 9999)).Done);
        }
    }

    [Theory]
    [InlineData("allow")]
    [InlineData("require_approval")]
    public async Task Nothing_looser_than_the_default_is_made_by_an_agent(string action)
    {
        var f = await StartAsync(Effect.Deny);
        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "p", Rule(action, "x"))).Refusal?.Reason);
        Assert.Equal(Effect.Deny, await f.EffectAsync("x"));
    }

    [Fact]
    public async Task To_ask_instead_of_to_deny_is_looser()
    {
        var f = await StartAsync();
        await f.GivenAsync("given", Rule("deny", "delete_*"), priority: 50);

        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "ask", Rule("require_approval", "delete_*"), priority: 60)).Refusal?.Reason);
        Assert.True((await f.PutAsync(Client, "ask", Rule("require_approval", "delete_*"), priority: 50)).Done);
        Assert.Equal(Effect.Deny, await f.EffectAsync("delete_x"));
    }

    [Fact]
    public async Task A_file_of_governance_JSON_is_outranked_no_more_than_a_stored_policy()
    {
        var f = await StartAsync(files: new PolicySource("f.json", """{"id":"f","priority":10,"rules":[{"condition":{"tool_pattern":"delete_*"},"action":"deny"}]}"""));

        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "p", Rule("allow", "*"), priority: 11)).Refusal?.Reason);
        Assert.True((await f.PutAsync(Client, "p", Rule("allow", "*"), priority: 10)).Done);
        Assert.Equal(Effect.Deny, await f.EffectAsync("delete_x"));
    }

    [Theory]
    [InlineData("""[{"condition":{"tool_pattern":"test_*"},"action":"allow"}]""", 100)]
    [InlineData("""[{"condition":{"tool_pattern":"*"},"action":"deny"}]""", 9999)]
    [InlineData("""[{"condition":{"tool_pattern":"*"},"action":"require_approval"}]""", 100)]
    public async Task What_tightens_or_loosens_nothing_is_free(string rules, int priority)
    {
        var f = await StartAsync();
        await f.GivenAsync("given", DenyDelete);
        Assert.True((await f.PutAsync(Client, "p", rules, priority)).Done);
    }

    [Theory]
    [InlineData("same", """[{"condition":{"tool_pattern":"delete_*"},"action":"deny","message":"no"}]""", true)]
    [InlineData("same, written otherwise", """[ {"message":"no", "condition":{"tool_pattern":"delete_*"}} ]""", true)]
    [InlineData("one more that denies, in front", """[{"condition":{"tool_pattern":"x"}},{"condition":{"tool_pattern":"delete_*"},"message":"no"}]""", true)]
    [InlineData("one more that asks, behind", """[{"condition":{"tool_pattern":"delete_*"},"message":"no"},{"condition":{"tool_pattern":"x"},"action":"require_approval"}]""", true)]
    [InlineData("one more that asks, in front", """[{"condition":{"tool_pattern":"x"},"action":"require_approval"},{"condition":{"tool_pattern":"delete_*"},"message":"no"}]""", false)]
    [InlineData("one more that allows", """[{"condition":{"tool_pattern":"delete_*"},"message":"no"},{"condition":{"tool_pattern":"x"},"action":"allow"}]""", false)]
    [InlineData("looser effect", """[{"condition":{"tool_pattern":"delete_*"},"action":"require_approval","message":"no"}]""", false)]
    [InlineData("allow", """[{"condition":{"tool_pattern":"delete_*"},"action":"allow","message":"no"}]""", false)]
    [InlineData("narrower pattern", """[{"condition":{"tool_pattern":"delete_a*"},"message":"no"}]""", false)]
    [InlineData("another condition", """[{"condition":{"tool_pattern":"delete_*","trust_level_below":"low"},"message":"no"}]""", false)]
    [InlineData("another message", """[{"condition":{"tool_pattern":"delete_*"},"message":"use rm_rf instead"}]""", false)]
    [InlineData("gone", """[{"condition":{"tool_pattern":"nothing_at_all"}}]""", false)]
    public async Task An_update_keeps_what_there_was_or_is_looser(string what, string rules, bool free)
    {
        _ = what;
        var f = await StartAsync();
        await f.GivenAsync("p", DenyDelete);
        await f.GivenAsync("below", Rule("deny", "x"), priority: 90);
        await f.Desk.DisableAsync(Person, "below", default);

        var outcome = await f.PutAsync(Client, "p", rules);
        Assert.Equal(free ? null : Reasons.AuthorityLoosens, outcome.Refusal?.Reason);
        Assert.Equal(Effect.Deny, await f.EffectAsync("delete_a"));
    }

    [Fact]
    public async Task The_same_words_with_another_action_are_not_the_same_condition()
    {
        // `trust_level_at_least: high` in a require_approval rule asks everybody; in a deny rule it refuses only those below.
        var f = await StartAsync();
        await f.GivenAsync("p", """[{"condition":{"tool_pattern":"x","trust_level_at_least":"high"},"action":"require_approval"}]""");
        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "p", """[{"condition":{"tool_pattern":"x","trust_level_at_least":"high"},"action":"deny"}]""")).Refusal?.Reason);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task Another_priority_is_looser(int priority)
    {
        var f = await StartAsync();
        await f.GivenAsync("p", DenyDelete);
        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "p", DenyDelete, priority)).Refusal?.Reason);
    }

    [Fact]
    public async Task Of_equal_priorities_the_younger_policy_is_outranked_by_what_the_older_gets()
    {
        var f = await StartAsync();
        await f.GivenAsync("older", Rule("deny", "a"));
        await f.GivenAsync("younger", Rule("deny", "x"));
        const string Longer = """[{"condition":{"tool_pattern":"a"}},{"condition":{"tool_pattern":"x"},"action":"require_approval"}]""";

        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "older", Longer)).Refusal?.Reason);
        Assert.True((await f.PutAsync(Client, "third", Rule("require_approval", "x"))).Done);
        Assert.Equal(Effect.Deny, await f.EffectAsync("x"));
    }

    [Fact]
    public async Task An_agent_neither_disables_nor_rolls_back()
    {
        var f = await StartAsync();
        await f.GivenAsync("p", Rule("deny", "other"));
        await f.GivenAsync("p", DenyDelete);

        Assert.Equal(Reasons.AuthorityLoosens, (await f.Desk.DisableAsync(Client, "p", default)).Refusal?.Reason);
        Assert.Equal(Reasons.AuthorityLoosens, (await f.Desk.RollbackAsync(Client, "p", 1, default)).Refusal?.Reason);
        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "p", DenyDelete, enabled: false)).Refusal?.Reason);
        Assert.Equal(Effect.Deny, await f.EffectAsync("delete_a"));
    }

    [Fact]
    public async Task What_only_allows_may_go()
    {
        var f = await StartAsync();
        await f.GivenAsync("p", Rule("allow", "x"));
        Assert.True((await f.Desk.DisableAsync(Client, "p", default)).Done);
    }

    [Fact]
    public async Task A_policy_in_the_drawer_is_not_exchanged_for_another()
    {
        // Who enables "freeze" some Friday means what it said.
        var f = await StartAsync();
        await f.GivenAsync("freeze", Rule("deny", "*"));
        await f.Desk.DisableAsync(Person, "freeze", default);

        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "freeze", Rule("allow", "*"), enabled: false)).Refusal?.Reason);
        Assert.True((await f.Desk.EnableAsync(Client, "freeze", default)).Done);
        Assert.Equal(Effect.Deny, await f.EffectAsync("x"));
    }

    [Fact]
    public async Task To_enable_what_allows_in_front_of_what_denies_is_looser()
    {
        var f = await StartAsync();
        await f.GivenAsync("open", Rule("allow", "*"), priority: 100);
        await f.Desk.DisableAsync(Person, "open", default);
        await f.GivenAsync("later", DenyDelete);

        Assert.Equal(Reasons.AuthorityLoosens, (await f.Desk.EnableAsync(Client, "open", default)).Refusal?.Reason);
        Assert.Equal(Reasons.AuthorityLoosens, (await f.PutAsync(Client, "open", Rule("allow", "*"))).Refusal?.Reason);
    }

    [Fact]
    public async Task No_act_of_the_local_users_client_makes_any_call_looser_whatever_came_before()
    {
        var (done, refused, tightened) = (0, 0, 0);
        for (var seed = 0; seed < 120; seed++)
        {
            var dice = new Dice((ulong)seed);
            var f = await StartAsync(dice.Below(3) switch { 0 => Effect.Allow, 1 => Effect.RequireApproval, _ => Effect.Deny }, files: Files(dice));
            for (var step = 0; step < 25; step++)
            {
                if (dice.Below(3) == 0)
                {
                    await ActAsync(f, Person, dice);
                    continue;
                }

                var before = f.Rules.Holder.Current;
                var outcome = await ActAsync(f, Client, dice);
                var after = f.Rules.Holder.Current;
                _ = outcome ? done++ : refused++;
                foreach (var query in Queries)
                {
                    var (was, now) = (before.Decide(query).Effect, after.Decide(query).Effect);
                    Assert.True(now >= was, $"seed {seed} step {step}: {query.Target} {query.ActionType} {query.Trust}: {was} became {now}");
                    tightened += now > was ? 1 : 0;
                }
            }
        }

        // Neither everything refused nor everything without effect: then this would say nothing.
        Assert.True(done > 200 && refused > 200 && tightened > 200, $"{done} done, {refused} refused, {tightened} calls tightened");
    }

    private static readonly string[] Patterns = ["*", "a*", "*b", "ab", "a?", "ns__a*", "*.b", "b", "[ab]*", "A-B"];
    private static readonly string[] Tools = ["a", "b", "ab", "aab", "ns__a", "ns__ab", "x.b", "a.x", "a_b", "c"];
    private static readonly RuleQuery[] Queries =
    [
        .. from tool in Tools
           from type in new[] { "tool_call", "data_read" }
           from trust in new[] { TrustLevel.Low, TrustLevel.Medium, TrustLevel.High, TrustLevel.Admin }
           select new RuleQuery { Target = CanonicalName.Of(tool), ActionType = type, Trust = trust, Arguments = new Arguments("{}"u8.ToArray()), Context = CallContext.Empty },
    ];

    private static PolicySource[] Files(Dice dice) => dice.Below(2) == 0
        ? []
        :
        [
            new PolicySource("g.json", $$"""{"id":"g","priority":{{Priority(dice)}},"rules":{{Rules(dice)}}}"""),
            new PolicySource("n.yaml", "policyguard: 1\nname: n\nrules:\n  - { id: a, tools: [\"*b\"], effect: require_approval }\n"),
        ];

    private static async Task<bool> ActAsync(DeskFixture f, PolicyGuard.Governance.Actor actor, Dice dice)
    {
        var id = $"p{dice.Below(4)}";
        var history = await f.Policies.HistoryAsync(id);
        return dice.Below(10) switch
        {
            0 => (await f.Desk.EnableAsync(actor, id, default)).Done,
            1 => (await f.Desk.DisableAsync(actor, id, default)).Done,
            2 => (await f.Desk.RollbackAsync(actor, id, dice.Below(history.Count + 1) + 1, default)).Done,
            < 6 when history.Count > 0 => (await f.PutAsync(actor, id, Grown(history[0].Json, dice), PriorityOf(history[0].Json), dice.Below(6) > 0)).Done,
            _ => (await f.PutAsync(actor, id, Rules(dice), Priority(dice), dice.Below(6) > 0)).Done,
        };
    }

    private static int Priority(Dice dice) => dice.Below(5) switch { 0 => 50, 1 => 101, 2 => 150, _ => 100 };

    private static int PriorityOf(string json) => JsonDocument.Parse(json).RootElement.GetProperty("priority").GetInt32();

    private static string Rules(Dice dice) => $"[{string.Join(',', Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => OneRule(dice)))}]";

    // What there is, with something in between and something changed: the updates that come close to being harmless.
    private static string Grown(string json, Dice dice)
    {
        var rules = JsonDocument.Parse(json).RootElement.GetProperty("rules").EnumerateArray().Select(static r => r.GetRawText()).ToList();
        if (dice.Below(3) > 0)
        {
            rules.Insert(dice.Below(rules.Count + 1), OneRule(dice));
        }

        if (dice.Below(3) == 0)
        {
            var at = dice.Below(rules.Count);
            rules[at] = rules[at].Replace(dice.Below(2) == 0 ? "\"allow\"" : "\"require_approval\"", dice.Below(2) == 0 ? "\"deny\"" : "\"require_approval\"", StringComparison.Ordinal);
        }

        if (rules.Count > 1 && dice.Below(6) == 0)
        {
            rules.RemoveAt(dice.Below(rules.Count));
        }

        return $"[{string.Join(',', rules)}]";
    }

    private static string OneRule(Dice dice)
    {
        var conditions = new List<string>();
        if (dice.Below(5) > 0)
        {
            conditions.Add($"\"tool_pattern\":\"{dice.Of(Patterns)}\"");
        }

        if (dice.Below(4) == 0)
        {
            conditions.Add($"\"trust_level_below\":\"{dice.Of(["medium", "high", "admin"])}\"");
        }

        if (dice.Below(4) == 0)
        {
            conditions.Add($"\"trust_level_at_least\":\"{dice.Of(["low", "medium", "high"])}\"");
        }

        if (conditions.Count == 0 || dice.Below(6) == 0)
        {
            conditions.Add($"\"action_type\":\"{dice.Of(["tool_call", "data_*", "*"])}\"");
        }

        var action = dice.Of(["allow", "deny", "require_approval", "deny"]);
        return "{\"condition\":{" + string.Join(',', conditions) + "},\"action\":\"" + action + "\"}";
    }
}
