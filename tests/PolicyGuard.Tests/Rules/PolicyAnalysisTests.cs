using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Analysis;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Rules;

public sealed class PolicyAnalysisTests
{
    [Theory]
    [InlineData("{ id: a, tools: ['*'], effect: deny }", "{ id: b, tools: [read_*], effect: allow }", "b Shadowed")]
    [InlineData("{ id: a, tools: [delete_*], effect: deny }", "{ id: b, tools: [delete_x, delete_y*], effect: require_approval }", "b Shadowed")]
    [InlineData("{ id: a, tools: [x], effect: deny }", "{ id: b, tools: [x], trust_below: high, effect: deny }", "b Shadowed")]
    [InlineData("{ id: a, tools: [x], effect: deny }", "{ id: b, tools: [x], effect: deny }", "b Shadowed")]
    [InlineData("{ id: a, tools: [x], effect: allow }", "{ id: b, tools: [x], effect: deny }", "b Contradiction")]
    [InlineData("{ id: a, labels: [pii, secret], effect: deny }", "{ id: b, labels: [pii], effect: warn }", "b Shadowed")]
    [InlineData("{ id: a, context: { e: [p, q] }, effect: deny }", "{ id: b, context: { e: p }, effect: warn }", "b Shadowed")]
    [InlineData("{ id: a, args: { p: x }, effect: deny }", "{ id: b, tools: [t], args: { p: x, q: y }, effect: warn }", "b Shadowed")]
    [InlineData("{ id: a, tools: [x], trust_below: high, effect: deny }", "{ id: b, tools: [x], effect: deny }", "a Shadowed")]
    [InlineData("{ id: a, tools: [read_*], effect: deny }", "{ id: b, tools: [read_x*], effect: deny }", "b Shadowed")]
    [InlineData("{ id: a, tools: [read_*], effect: allow }", "{ id: b, tools: [read_x], effect: deny }", "")]
    [InlineData("{ id: a, tools: [read_x*], effect: deny }", "{ id: b, tools: [read_*], effect: allow }", "")]
    [InlineData("{ id: a, tools: ['*_x'], effect: deny }", "{ id: b, tools: [read_*], effect: allow }", "")]
    [InlineData("{ id: a, labels: [pii], effect: deny }", "{ id: b, labels: [pii, secret], effect: warn }", "")]
    [InlineData("{ id: a, args: { p: x }, effect: deny }", "{ id: b, args: { p: y }, effect: warn }", "")]
    public void Where_all_rules_count_a_rule_that_changes_nothing_is_found(string a, string b, string expected) => Check("strictest", a, b, expected);

    [Theory]
    [InlineData("{ id: a, tools: ['*'], effect: allow }", "{ id: b, tools: [delete_*], effect: deny }", "b Unreachable")]
    [InlineData("{ id: a, tools: [delete_*], effect: deny }", "{ id: b, tools: [delete_x], effect: allow }", "b Unreachable")]
    [InlineData("{ id: a, tools: [delete_*], effect: deny }", "{ id: b, tools: [delete_x], effect: allow, priority: 200 }", "")]
    [InlineData("{ id: a, tools: [x], effect: deny }", "{ id: b, tools: [x], effect: allow }", "b Contradiction")]
    [InlineData("{ id: a, tools: [read_*], effect: allow }", "{ id: b, tools: [read_x*], effect: deny }", "")] // b still stops `read_x.delete`
    public void Where_the_first_match_decides_a_rule_that_is_never_asked_is_found(string a, string b, string expected) => Check("first_match", a, b, expected);

    [Fact]
    public void A_finding_comes_with_a_call_that_shows_it()
    {
        var finding = Assert.Single(PolicyAnalysis.Analyze(Load(
            "strictest",
            "{ id: a, tools: ['*'], effect: deny }",
            "{ id: b, tools: ['read_[!a]?*'], upstreams: [fs*], trust_at_least: high, labels: ['custom:x'], context: { e: p }, args: { /o/p: '/w/*', 'n|m': 5 }, effect: allow }")));

        Assert.Equal("read_bxx {\"o\":{\"p\":\"/w/x\"},\"n\":\"5\"} by an agent of trust high at fsx with custom:x where e is p → deny", finding.Example!.ToString());
        Assert.Equal(("p", "b", "p.yaml", 6), (finding.Policy, finding.Rule, finding.Path, finding.Line));
        Assert.Equal("the rule `b` never changes a decision: `a` on line 5 says deny to every call that it is about", finding.Message);
    }

    [Fact]
    public void Tools_and_rules_that_miss_each_other_are_found()
    {
        var findings = PolicyAnalysis.Analyze(
            Load("strictest", "{ id: a, tools: [delte_file], effect: deny }", "{ id: b, tools: [read_*], effect: allow }", "{ id: c, labels: [pii], effect: deny }"),
            [new KnownTool("fs__read_file", "fs"), new KnownTool("fs__delete_file", "fs")]);

        Assert.Equal(["a MatchesNoKnownTool", " UncoveredTool"], findings.Select(f => $"{f.Rule} {f.Kind}"));
        Assert.EndsWith("did you mean `delete_file`?", findings[0].Message);
        Assert.Equal("no rule names the tool `fs__delete_file` of `fs`; allow by default", findings[1].Message);
    }

    [Fact]
    public void What_is_called_shadowed_or_unreachable_changes_no_decision()
    {
        var found = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var dice = new Dice((ulong)seed);
            var random = new RandomPolicies(dice);
            var policy = random.Policy("p", 2 + dice.Below(7));
            var rules = RandomPolicies.Load(Effect.Warn, policy);
            foreach (var finding in PolicyAnalysis.Analyze(rules))
            {
                Assert.True(finding.Example is null || rules.Explain(finding.Example.Query).Steps.Any(s => s.Rule == finding.Rule && s.Result is RuleStepResult.Match or RuleStepResult.NotAsked));
                if (finding.Kind == PolicyFindingKind.Contradiction)
                {
                    continue;
                }

                found++;
                var without = RandomPolicies.Load(Effect.Warn, policy.Replace($"  - id: {finding.Rule}\n", $"  - id: {finding.Rule}\n    enabled: false\n", StringComparison.Ordinal));
                for (var i = 0; i < 60; i++)
                {
                    var query = random.Query();
                    Assert.True(rules.Decide(query).Effect == without.Decide(query).Effect, $"{finding.Message}\n{policy}");
                }
            }
        }

        Assert.True(found > 50, $"only {found} findings");
    }

    [Fact]
    public void One_glob_includes_another_only_if_it_does()
    {
        var dice = new Dice(5);
        string[] pieces = ["a", "b", "*", "?", "[ab]"];
        var said = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var (one, other) = (Made(), Made());
            if (!one.Includes(other))
            {
                continue;
            }

            said++;
            for (var j = 0; j < 30; j++)
            {
                var text = string.Concat(Enumerable.Range(0, dice.Below(6)).Select(_ => dice.Of(["a", "b", "c"])));
                Assert.True(!other.IsMatch(text) || one.IsMatch(text), $"{one} includes {other}, but for {text}");
            }
        }

        Assert.True(said > 300, $"only {said} inclusions");

        Glob Made()
        {
            Assert.True(Glob.TryParseName(string.Concat(Enumerable.Range(0, 1 + dice.Below(4)).Select(_ => dice.Of(pieces))), opaque: false, out var glob, out _));
            return glob!;
        }
    }

    [Theory]
    [InlineData("starter")]
    [InlineData("strict")]
    [InlineData("minimal")]
    [InlineData("template")]
    public void The_policies_that_ship_have_no_dead_rules(string policy)
    {
        var rules = PolicyLoader.Load([StarterPolicies.Source(policy)], defaultAction: null).Rules!;
        Assert.Empty(PolicyAnalysis.Analyze(rules).Select(f => f.Message));
    }

    private static void Check(string combine, string a, string b, string expected)
    {
        var findings = PolicyAnalysis.Analyze(Load(combine, a, b));
        Assert.Equal(expected.Split("; ", StringSplitOptions.RemoveEmptyEntries).Order(), findings.Select(f => $"{f.Rule} {f.Kind}").Order());
    }

    private static RuleSet Load(string combine, params string[] rules) =>
        RandomPolicies.Load(Effect.Allow, $"policyguard: 1\nname: p\ncombine: {combine}\nrules:\n{string.Concat(rules.Select(r => $"  - {r}\n"))}");
}
