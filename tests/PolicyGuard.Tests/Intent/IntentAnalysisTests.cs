using PolicyGuard.Intent.Analysis;

namespace PolicyGuard.Tests.Intent;

public sealed class IntentAnalysisTests
{
    [Theory]
    [InlineData("allowed_tools: [read, write_*]\nforbidden_tools: ['w*']", "allowed-and-forbidden: `write_*`")]
    [InlineData("fast_path_allow: true", "key-without-effect: `fast_path_allow`")]
    [InlineData("forbidden_tools: [b]\nallowed_transitions: { a: [b], b: [] }", "never-callable: `a` leads to `b`|never-callable: the entry of `b`")]
    [InlineData("allowed_tools: [a]\nallowed_transitions: { a: [b], b: [] }", "never-callable: `a` leads to `b`|never-callable: the entry of `b`")]
    [InlineData("allowed_transitions: { a: [b] }", "dead-end: nothing may follow `b`")]
    [InlineData("allowed_transitions: { '^': [a], a: [a], b: [a] }", "unreachable: no flow comes to `b`")]
    [InlineData("forbidden_tools: [approve]\nafter: { deploy: [approve] }", "never-callable: `deploy` can never be called, because it needs `approve`")]
    [InlineData("after: { deploy: [approve] }\nnever_after: { deploy: ['appr*'] }", "never-callable: `deploy` can never be called: it needs `approve` before, and")]
    [InlineData("after: { a: [b], b: [c], c: [a] }", "never-callable: `a`|never-callable: `b`|never-callable: `c`")]
    public void A_doubt_is_told_with_its_place(string yaml, string expected)
    {
        var doubts = IntentAnalysis.Of(Policies.Of(yaml));
        var wanted = expected.Split('|');
        Assert.Equal(wanted.Length, doubts.Count);
        Assert.All(doubts.Zip(wanted), static pair => Assert.StartsWith(pair.Second, $"{pair.First.Code}: {pair.First.Message}", StringComparison.Ordinal));
        Assert.All(doubts, static doubt => Assert.True(doubt.Line > 0));
    }

    [Theory]
    [InlineData("allowed_tools: ['*']\nforbidden_tools: [write_*]")]
    [InlineData("allowed_transitions: { '^': [fetch_*], 'fetch_*': [clean], clean: [store], store: [] }")]
    [InlineData("unlisted: allow\nallowed_transitions: { a: [b] }")]
    [InlineData("allowed_tools: [deploy, 'ap*']\nafter: { deploy: [approve] }\nnever_after: { deploy: [deploy] }")]
    public void What_is_in_order_raises_no_doubt(string yaml) => Assert.Empty(IntentAnalysis.Of(Policies.Of(yaml)));

    [Fact]
    public void The_leak_in_the_known_demo_policy_is_shown_as_a_detour_until_it_is_refused_for_good()
    {
        const string Demo = "allowed_transitions: { get_secret: [add, get_secret], add: [get_secret, add, fetch], fetch: [fetch, add] }\n";
        Assert.Contains(("get_secret", "fetch", "add"), IntentAnalysis.Detours(Policies.Of(Demo)).Select(static found => (found.From, found.To, string.Join(',', found.Way))));
        Assert.DoesNotContain(IntentAnalysis.Detours(Policies.Of(Demo + "never_after: { fetch: [get_secret] }")), static found => found is { From: "get_secret", To: "fetch" });
    }
}
