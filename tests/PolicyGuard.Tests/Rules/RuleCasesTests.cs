using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Rules;

/// <summary>Runs <c>spec/rules</c>.</summary>
public sealed class RuleCasesTests
{
    public static TheoryData<string> Names => [.. RuleCase.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rules_do_what_the_case_says(string name)
    {
        var c = RuleCase.All[name];
        var result = c.Load();
        Assert.Equal(result.Rules is null, result.Diagnostics.Any(d => d.Severity == Severity.Error));
        var several = c.Node.Map("files") is not null;
        var found = result.Diagnostics.Select(d => $"{(several ? $"{d.File}:" : "")}{d.Line}:{d.Column} {d.Code}");
        var expected = RuleCase.Words(c.Node, c.Node.List("refuse") is null ? "warn" : "refuse");
        Assert.Equal(expected, found);
        Assert.Equal(c.Node.List("refuse") is null, result.Rules is not null);
        var said = string.Join('\n', result.Diagnostics);
        Assert.All(RuleCase.Words(c.Node, "say"), part => Assert.Contains(part, said));
        foreach (var call in c.Calls)
        {
            Check(result.Rules!, call);
        }
    }

    private static void Check(RuleSet rules, YamlMappingNode call)
    {
        var query = RuleCase.Query(call);
        var trace = rules.Explain(query);
        var verdict = rules.Decide(query);
        var shown = call.ToString();
        var first = verdict.IsDefault ? null : verdict.Matches[0];
        Assert.True(call.Scalar("effect") == verdict.Effect.Name(), $"{shown} got {verdict.Effect.Name()} from {first?.Rule ?? verdict.DefaultSource}");
        if (call.Scalar("rule") is { } rule)
        {
            Assert.Equal(rule, first is null ? "none" : $"{first.Policy}/{first.Rule}");
        }

        if (call.Scalar("message") is { } message)
        {
            Assert.Contains(message, first!.Message, StringComparison.OrdinalIgnoreCase);
        }

        if (call.Scalar("error") is { } error)
        {
            Assert.Contains(verdict.Matches, m => m.Error?.Contains(error, StringComparison.Ordinal) ?? false);
        }

        if (call.List("owasp") is not null)
        {
            Assert.Equal(RuleCase.Words(call, "owasp"), first!.Owasp);
        }

        Agrees(verdict, trace, query.Arguments is null);
    }

    // The trace walks every rule without the index; what it saw must be what was decided.
    internal static void Agrees(RuleVerdict verdict, RuleTrace trace, bool unknown)
    {
        Assert.Equal((verdict.Effect, verdict.IsDefault), (trace.Verdict.Effect, trace.Verdict.IsDefault));
        if (unknown)
        {
            return;
        }

        var matched = trace.Steps.Where(s => s.Result is RuleStepResult.Match or RuleStepResult.DoubtfulMatch).Select(s => $"{s.Policy}/{s.Rule}").Order();
        Assert.Equal(matched, verdict.Matches.Select(m => $"{m.Policy}/{m.Rule}").Order());
    }
}
