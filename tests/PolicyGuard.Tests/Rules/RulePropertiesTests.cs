using FsCheck;
using FsCheck.Fluent;
using PolicyGuard.Calls;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Rules;

/// <summary>What holds for every policy and every call. Each property is tried with the same values in every run.</summary>
public sealed class RulePropertiesTests
{
    private static readonly FsCheck.Config Repeatable = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true).WithReplay(20261121, 41);

    private const int CallsEach = 40;

    [Fact]
    public void The_index_finds_what_a_walk_over_all_rules_finds() => Check(dice =>
    {
        var random = new RandomPolicies(dice);
        var rules = RandomPolicies.Load(Effect.Allow, random.Policy("a", dice.Below(12)), random.Policy("b", dice.Below(12)));
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            RuleCasesTests.Agrees(rules.Decide(query), rules.Explain(query), unknown: false);
        }
    });

    [Fact]
    public void Under_strictest_the_order_of_rules_decides_nothing() => Check(dice =>
    {
        var (seed, count, other) = (dice.Next(), dice.Below(12), dice.Next());
        var rules = RandomPolicies.Load(Effect.Warn, new RandomPolicies(new Dice(seed)).Policy("p", count, null, "strictest"));
        var shuffled = RandomPolicies.Load(Effect.Warn, new RandomPolicies(new Dice(seed)).Policy("p", count, new Dice(other), "strictest"));
        var random = new RandomPolicies(dice);
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            var (a, b) = (rules.Decide(query), shuffled.Decide(query));
            Assert.Equal((a.Effect, a.IsDefault), (b.Effect, b.IsDefault));
            Assert.Equal(a.Matches.Select(m => m.Rule).Order(), b.Matches.Select(m => m.Rule).Order());
        }
    });

    [Fact]
    public void A_rule_that_tightens_never_loosens_where_all_rules_count() => Check(dice =>
    {
        var random = new RandomPolicies(dice);
        var policy = random.Policy("p", dice.Below(8), null, "strictest");
        var rules = RandomPolicies.Load(Effect.Allow, policy);
        var more = RandomPolicies.Load(Effect.Allow, policy, $"policyguard: 1\nname: more\nrules:\n{random.Rule(0, "deny")}");
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            Assert.True(more.Decide(query).Effect >= rules.Decide(query).Effect);
        }
    });

    [Fact]
    public void What_an_agent_may_do_a_more_trusted_one_may_do_too() => Check(dice =>
    {
        var policies = Enumerable.Range(0, 1 + dice.Below(3)).Select(n => TrustPolicy(dice, $"p{n}")).ToArray();
        var rules = PolicyLoader.Load([.. policies.Select((text, n) => new PolicySource($"p{n}.json", text))], dice.Of([Effect.Allow, Effect.Deny])).Rules!;
        var random = new RandomPolicies(dice);
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            var runs = Enum.GetValues<TrustLevel>().Order().Select(trust => rules.Decide(query with { Trust = trust }).Effect.RunsDirectly()).ToList();
            Assert.True(runs.SequenceEqual(runs.Order()), $"{string.Join("\n", policies)}\n{query.Target.Shown}: {string.Join(", ", runs)}");
        }
    });

    [Fact]
    public void Another_policy_never_loosens_what_a_rule_refused() => Check(dice =>
    {
        var random = new RandomPolicies(dice);
        var policy = random.Policy("p", dice.Below(8));
        var rules = RandomPolicies.Load(Effect.Allow, policy);
        var more = RandomPolicies.Load(Effect.Allow, policy, random.Policy("more", 1 + dice.Below(8)));
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            var before = rules.Decide(query);
            Assert.True(before.IsDefault || before.Matches.All(m => m.Error is not null) || more.Decide(query).Effect >= before.Effect);
        }
    });

    // What a list shows may be refused later; what it hides must be refused whatever the arguments are.
    [Fact]
    public void A_filtered_list_hides_only_what_no_arguments_would_get() => Check(dice =>
    {
        var random = new RandomPolicies(dice);
        var rules = RandomPolicies.Load(dice.Of([Effect.Allow, Effect.Deny]), random.Policy("a", dice.Below(6)), random.Policy("b", dice.Below(6)));
        for (var i = 0; i < CallsEach; i++)
        {
            var query = random.Query();
            var listed = rules.Decide(query with { Arguments = null, Labels = LabelSet.None });
            Assert.True(listed.Effect <= rules.Decide(query).Effect);
        }
    });

    [Fact]
    public void Equal_policies_have_equal_hashes_and_others_do_not() => Check(dice =>
    {
        var (seed, count) = (dice.Next(), 1 + dice.Below(6));
        var policy = new RandomPolicies(new Dice(seed)).Policy("p", count);
        var rules = RandomPolicies.Load(Effect.Allow, policy);
        var hash = rules.Hash;
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, RandomPolicies.Load(Effect.Allow, "# a comment\n" + policy).Hash);
        var strict = RandomPolicies.Load(Effect.Deny, policy);
        Assert.Equal(rules.Default == strict.Default, hash == strict.Hash);
        Assert.NotEqual(hash, RandomPolicies.Load(Effect.Allow, policy + new RandomPolicies(dice).Rule(99)).Hash);
    });

    // Governance rules as people write them: who is trusted less is stopped, who is trusted enough may.
    private static string TrustPolicy(Dice dice, string name)
    {
        var rules = Enumerable.Range(0, 1 + dice.Below(6)).Select(_ =>
        {
            var tool = dice.Of(["read_*", "delete_*", "*", "*_file", "fs__*"]);
            var level = dice.Of(TrustLevels.Names);
            return dice.Below(4) switch
            {
                0 => $$"""{"condition":{"tool_pattern":"{{tool}}","trust_level_below":"{{level}}"},"action":"deny"}""",
                1 => $$"""{"condition":{"tool_pattern":"{{tool}}","trust_level_below":"{{level}}"},"action":"require_approval"}""",
                2 => $$"""{"condition":{"tool_pattern":"{{tool}}","trust_level_at_least":"{{level}}"},"action":"deny"}""",
                _ => $$"""{"condition":{"tool_pattern":"{{tool}}","trust_level_at_least":"{{level}}"},"action":"allow"}""",
            };
        });
        return $$"""{"id":"{{name}}","name":"{{name}}","priority":{{dice.Below(3)}},"rules":[{{string.Join(",", rules)}}]}""";
    }

    private static void Check(Action<Dice> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new Dice((ulong)seed))).Check(Repeatable);
}
