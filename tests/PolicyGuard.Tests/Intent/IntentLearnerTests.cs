using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Intent.Analysis;
using PolicyGuard.Intent.Learning;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Intent;

public sealed class IntentLearnerTests
{
    [Fact]
    public void A_proposal_lets_everything_pass_that_it_was_learned_from_and_loads_without_doubts()
    {
        var dice = new Dice(3);
        string[] odd = ["read_file", "Write-File", "fs.read", "a\"b", "x*y", "w[z]", "ns__tool", "q?", "a\u2192b"];
        for (var round = 0; round < 60; round++)
        {
            var flows = Enumerable.Range(0, 1 + dice.Below(6)).Select(_ => Enumerable.Range(0, 1 + dice.Below(9))
                .Select(_ => (Upstream: (string?)(round % 3 == 0 ? "one" : dice.Of(["one", "tw-o"])), Tool: dice.Of(odd))).Append((Upstream: null, Tool: "own_tool")).ToList()).ToList();
            var learner = new IntentLearner();
            for (var i = 0; i < flows.Count; i++)
            {
                flows[i].ForEach(step => learner.Add($"f{i}", step.Upstream, step.Tool));
            }

            Assert.Equal(0, learner.LeftAside);
            var yaml = learner.Propose("learned \"one\" # x").ToYaml();
            var loaded = IntentLoader.Load([new IntentSource("p.yaml", yaml)]);
            Assert.True(loaded.IsGood, yaml + string.Join('\n', loaded.Diagnostics));
            Assert.DoesNotContain(IntentAnalysis.Of(loaded.Policies[0]), static doubt => doubt.Code is "dead-end" or "unreachable");
            Assert.All(flows, flow => AssertPasses(loaded.Policies[0], flow, yaml));
        }
    }

    [Fact]
    public void What_was_never_seen_is_refused()
    {
        var policy = Load(Learned(["read", "summarize"], ["read", "summarize"]));
        Assert.Equal(IntentStand.Refused, policy.Judge(CanonicalName.Of("delete"), null, IntentPath.Empty).Stand);
        Assert.Equal(IntentStand.Refused, policy.Judge(CanonicalName.Of("summarize"), null, IntentPath.Empty).Stand);
        Assert.Equal(IntentStand.Refused, policy.Judge(CanonicalName.Of("read"), null, Policies.Path("read", "summarize")).Stand);
    }

    [Fact]
    public void The_numbers_say_how_far_it_can_be_believed()
    {
        var proposal = Learned(["read", "summarize"], ["read", "summarize"], ["read", "mail"]).Propose("p");
        Assert.Equal((3, 6L, 2), (proposal.Flows, proposal.Calls, proposal.Predicted));
        Assert.Equal([("mail", 1L, 1L), ("read", 3L, 3L), ("summarize", 2L, 2L)], proposal.Tools.Select(static tool => (tool.Tool.Name, tool.Calls, tool.Flows)));
        Assert.Contains("# 1 tool came up in one flow only", proposal.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("\"mail\" # 1 call in 1 flow: once only", proposal.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("in 2 of 3 flows", proposal.ToYaml().Replace("cases", "flows", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Tools_of_several_upstreams_are_told_apart()
    {
        var learner = new IntentLearner();
        learner.Add("f", "vault", "get");
        learner.Add("f", "web", "get");
        var policy = Load(learner);
        Assert.Equal(IntentStand.Undecided, policy.Judge(CanonicalName.Of("get"), "vault", IntentPath.Empty).Stand);
        Assert.Equal(IntentStand.Refused, policy.Judge(CanonicalName.Of("get"), "web", IntentPath.Empty).Stand);
        Assert.Equal(IntentStand.Refused, policy.Judge(CanonicalName.Of("get"), "evil", IntentPath.Empty).Stand);
    }

    [Fact]
    public void A_name_that_cannot_be_compared_is_counted_and_left_aside()
    {
        var learner = Learned(["read"]);
        learner.Add("f0", null, "re\u200bad");
        learner.Add("f0", null, "q?");
        Assert.Equal((1L, 2L), (learner.Calls, learner.LeftAside));
        Assert.Contains("# 2 calls left aside", learner.Propose("p").ToYaml(), StringComparison.Ordinal);
    }

    private static void AssertPasses(IntentPolicy policy, IEnumerable<(string? Upstream, string Tool)> flow, string yaml)
    {
        var path = IntentPath.Empty;
        foreach (var (upstream, tool) in flow)
        {
            var name = CanonicalName.Of(tool);
            var verdict = policy.Judge(name, upstream, path);
            Assert.True(verdict.Stand != IntentStand.Refused, $"{upstream}/{tool} after {path}: {verdict.Message}\n{yaml}");
            path = path.After(upstream, name)!;
        }
    }

    private static IntentLearner Learned(params string[][] flows)
    {
        var learner = new IntentLearner();
        for (var i = 0; i < flows.Length; i++)
        {
            Array.ForEach(flows[i], tool => learner.Add($"f{i}", null, tool));
        }

        return learner;
    }

    private static IntentPolicy Load(IntentLearner learner) => IntentLoader.Load([new IntentSource("p.yaml", learner.Propose("p").ToYaml())]).Policies.Single();
}
