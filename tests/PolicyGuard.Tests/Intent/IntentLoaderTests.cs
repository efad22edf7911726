using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Intent;

public sealed class IntentLoaderTests
{
    private const string Yaml = """
        name: pipeline
        description: Nightly import
        expected_workflow: fetch, clean, store
        allowed_tools: [fetch_*, clean, store]
        forbidden_tools: ["delete_*"]
        allowed_transitions:
          "^": [fetch_*]
          "fetch_*": [clean]
          clean: [store]
          store: []
        unlisted: refuse
        after: { store: [clean] }
        never_after: { fetch_web: [store] }
        constraints: [no network beyond the source]
        escalation_threshold: 0.8
        fast_path_allow: true
        case_insensitive_patterns: true
        """;

    private const string Json = """
        {
          "name": "pipeline", "description": "Nightly import", "expected_workflow": "fetch, clean, store",
          "allowed_tools": ["fetch_*", "clean", "store"], "forbidden_tools": ["delete_*"],
          "allowed_transitions": { "^": ["fetch_*"], "fetch_*": ["clean"], "clean": ["store"], "store": [] },
          "unlisted": "refuse", "after": { "store": ["clean"] }, "never_after": { "fetch_web": ["store"] },
          "constraints": ["no network beyond the source"], "escalation_threshold": 0.8, "fast_path_allow": true, "case_insensitive_patterns": null
        }
        """;

    [Fact]
    public void Yaml_and_json_say_the_same()
    {
        var loaded = IntentLoader.Load([new IntentSource("a.yaml", Yaml), new IntentSource("b.json", Json.Replace("\"pipeline\"", "\"other\"", StringComparison.Ordinal))]);
        Assert.Empty(loaded.Diagnostics);
        var (yaml, json) = (loaded.Policies[0], loaded.Policies[1]);
        Assert.Equal((0.8, true, "fetch, clean, store"), (yaml.Document.EscalationThreshold, yaml.Document.FastPathAllow, yaml.Document.ExpectedWorkflow));
        Assert.Equal(["^", "fetch_*", "clean", "store"], json.Document.Transitions.Select(entry => entry.Written));
        Assert.Equal("no network beyond the source", Assert.Single(json.Document.Constraints));
        Assert.NotEqual(yaml.Hash, json.Hash);
        Assert.Equal(yaml.Hash, IntentLoader.Load([new IntentSource("c.json", Json)]).Policies[0].Hash);
    }

    [Fact]
    public void What_a_file_leaves_out_has_the_documented_defaults()
    {
        var plain = Policies.Of("").Document;
        Assert.Equal((0.7, false, false), (plain.EscalationThreshold, plain.FastPathAllow, plain.AllowUnlisted));
        Assert.False(Policies.Of("").LooksBack);
        Assert.True(Policies.Of("never_after: { a: [b] }").LooksBack);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_their_places()
    {
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", "description: d\nallowed_tools: x\nforbidden_tool: [y]\nescalation_threshold: 2\n")]);
        Assert.Equal(
            ["1:1 missing-key", "1:1 missing-key", "2:16 list-expected", "3:1 unknown-key", "4:23 wrong-type"],
            loaded.Diagnostics.Select(fault => $"{fault.Line}:{fault.Column} {fault.Code}"));
    }

    [Fact]
    public void Two_policies_of_one_name_are_refused()
    {
        var loaded = IntentLoader.Load([new IntentSource("a.yaml", Yaml), new IntentSource("b.json", Json)]);
        Assert.Empty(loaded.Policies);
        Assert.Equal("duplicate-policy", Assert.Single(loaded.Diagnostics).Code);
    }

    [Fact]
    public void Letter_case_cannot_be_switched_on_and_the_author_is_told()
    {
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", Policies.Head + "case_insensitive_patterns: false\nforbidden_tools: [Write_File]\n")]);
        Assert.Equal(Severity.Warning, Assert.Single(loaded.Diagnostics).Severity);
        Assert.Equal(IntentStand.Refused, loaded.Policies[0].Outright(CanonicalName.Of("write_file"), null).Stand);
    }

    [Theory]
    [InlineData("", "empty-file")]
    [InlineData("- a", "wrong-type")]
    [InlineData("just words", "wrong-type")]
    [InlineData("name: [", "syntax")]
    public void A_text_that_is_no_policy_is_refused(string text, string code)
    {
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", text)]);
        Assert.Equal(code, Assert.Single(loaded.Diagnostics).Code);
        Assert.Empty(loaded.Policies);
    }

    [Fact]
    public void Whatever_a_mutated_file_says_it_loads_whole_or_not_at_all()
    {
        var dice = new Dice(11);
        for (var round = 0; round < 3000; round++)
        {
            var text = Yaml.ToCharArray().ToList();
            for (var change = 0; change <= dice.Below(4); change++)
            {
                var at = dice.Below(text.Count);
                switch (dice.Below(3))
                {
                    case 0:
                        text.RemoveAt(at);
                        break;
                    case 1:
                        text.Insert(at, "[]{}:,*^'\"\n -#&!|>~0.x"[dice.Below(22)]);
                        break;
                    default:
                        text[at] = (char)(' ' + dice.Below(95));
                        break;
                }
            }

            var loaded = IntentLoader.Load([new IntentSource("p.yaml", new string([.. text]))]);
            Assert.Equal(loaded.IsGood ? 1 : 0, loaded.Policies.Count);
            Assert.All(loaded.Policies, static policy => policy.Judge(CanonicalName.Of("fetch_web"), "up", Policies.Path("store", "x")));
        }
    }
}
