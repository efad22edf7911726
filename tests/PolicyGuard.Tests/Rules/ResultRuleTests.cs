using PolicyGuard.Calls;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Rules;

/// <summary>What rules say of results.</summary>
public sealed class ResultRuleTests
{
    [Fact]
    public void A_rule_says_what_is_done_about_each_kind()
    {
        var set = Load("{ secret: redact, pii: off, instructions: quarantine, \"custom:case_number\": warn }").Rules!;
        var said = set.Decide(new RuleQuery { Target = PolicyGuard.Text.CanonicalName.Of("x"), ActionType = "tool_call", Trust = TrustLevel.Low, Arguments = Arguments.Empty }).Matches[0].Result;
        Assert.Equal("custom:case_number: warn, instructions: quarantine, pii: off, secret: redact", said.ToString());
    }

    [Theory]
    [InlineData("{ secrets: redact }", "secrets", "did you mean `secret`?")]
    [InlineData("{ secret: mask }", "mask", "redact")]
    [InlineData("{ secret: [redact] }", "secret", "one of off, warn, redact, quarantine, block")]
    [InlineData("redact", "result", "")]
    [InlineData("{ \"custom:Bad Name\": warn }", "custom:Bad Name", "the kinds are")]
    [InlineData("{ untrusted_external: warn }", "untrusted_external", "the kinds are")]
    public void What_makes_no_sense_is_an_error_with_its_place(string result, string value, string help)
    {
        var fault = Assert.Single(Load(result).Diagnostics);
        Assert.Contains(value, fault.ToString(), StringComparison.Ordinal);
        Assert.Contains(help, fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(4, fault.Line);
    }

    [Fact]
    public void A_set_that_says_something_else_of_results_is_another_set() =>
        Assert.Equal(3, new[] { "{ secret: redact }", "{ secret: block }", "{}" }.Select(r => Load(r).Rules!.Hash).Distinct().Count());

    private static PolicyLoadResult Load(string result) =>
        PolicyLoader.Load([new PolicySource("p.yaml", $"policyguard: 1\nname: p\nrules:\n  - {{ id: a, effect: allow, result: {result} }}\n")], Effect.Deny);
}
