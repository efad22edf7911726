using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Text;
using YamlDotNet.RepresentationModel;

namespace PolicyGuard.Tests.Intent;

/// <summary>The cases of <c>spec/intent</c>.</summary>
public sealed class IntentCasesTests
{
    public static TheoryData<string, int> Verdicts => Rows("intent/seeds.yaml", "intent/defects.yaml");

    public static TheoryData<string, int> Refused => Rows("intent/refused.yaml");

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_policy_says_of_each_call_what_the_case_says(string file, int row)
    {
        var node = Spec.Cases(file).ElementAt(row);
        var policy = Policies.Of(node.Scalar("policy")!);
        var path = Policies.Path([.. node.List("path")?.Select(step => ((YamlScalarNode)step).Value!) ?? []]);
        foreach (var (call, expected) in node.Map("calls")!)
        {
            var (upstream, tool) = Policies.Split(((YamlScalarNode)call).Value!);
            var verdict = policy.Judge(CanonicalName.Of(tool), upstream, path);
            Assert.Equal($"{tool}: {((YamlScalarNode)expected).Value}", $"{tool}: {verdict.Reason ?? verdict.Stand.Name()}");
            Assert.Contains("`p`", verdict.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_that_is_half_understood_does_not_load(string file, int row)
    {
        var node = Spec.Cases(file).ElementAt(row);
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", Policies.Head + node.Scalar("policy"))]);
        Assert.Empty(loaded.Policies);
        var fault = Assert.Single(loaded.Diagnostics);
        Assert.Equal((node.Scalar("code"), node.Scalar("line")), (fault.Code, $"{fault.Line}"));
        Assert.Contains(node.Scalar("says") ?? "", fault.ToString(), StringComparison.Ordinal);
    }

    private static TheoryData<string, int> Rows(params string[] files) =>
        new(files.SelectMany(file => Spec.Cases(file).Select((_, row) => (file, row))));
}
