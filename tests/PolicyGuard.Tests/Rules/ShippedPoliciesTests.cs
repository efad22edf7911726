using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Rules;

public sealed class ShippedPoliciesTests
{
    [Theory]
    [InlineData("starter")]
    [InlineData("strict")]
    [InlineData("minimal")]
    [InlineData("template")]
    public void A_shipped_policy_loads_without_a_word_and_passes_its_own_tests(string name)
    {
        var result = PolicyLoader.Load([StarterPolicies.Source(name)], defaultAction: null);

        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        Assert.Empty(PolicyTestRunner.Run(result.Documents[0], result.Rules!).Where(t => !t.Passed).Select(t => $"{t.Path}:{t.Line} {t.Name}: {t.Failure}"));
    }
}
