using System.Text.RegularExpressions;
using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Reading;

namespace PolicyGuard.Tests.Rules;

/// <summary><c>docs/policies.md</c> says what the loader reads.</summary>
public sealed class PoliciesPageTests
{
    private static readonly string Page = Spec.Document("policies.md");

    public static TheoryData<string, string> Examples =>
    [
        .. from Match block in Regex.Matches(Page, "^```(yaml|json)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
           select (block.Groups[1].Value, block.Groups[2].Value),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_loads_and_passes_its_tests(string language, string text)
    {
        var result = PolicyLoader.Load([new PolicySource($"example.{language}", text)], defaultAction: null);

        Assert.Empty(result.Diagnostics.Select(d => d.ToString()));
        Assert.All(result.Documents, d => Assert.All(PolicyTestRunner.Run(d, result.Rules!), t => Assert.True(t.Passed, $"{t.Name}: {t.Failure}")));
    }

    [Fact]
    public void The_page_has_an_example_of_each_dialect_and_tests_in_some() =>
        Assert.Equal(5, Examples.Count);

    [Fact]
    public void Every_key_that_is_read_has_its_row()
    {
        string[] keys =
        [
            .. NativeReader.FileKeys, .. NativeRuleReader.Keys, .. ArgumentReader.Keys, .. PolicyTestReader.Keys, .. PolicyTestReader.CallKeys,
            .. PolicyTestReader.ExpectKeys, .. GovernanceReader.PolicyKeys, .. GovernanceReader.ConditionKeys, .. McpGuardReader.RuleKeys, .. Effects.Names,
        ];
        var named = Regex.Matches(Page, @"^\| (?:`[^|]*?`|[^|`]*)*", RegexOptions.Multiline).SelectMany(row => Regex.Matches(row.Value, @"`(\w+)").Select(m => m.Groups[1].Value)).ToHashSet();
        Assert.Superset(keys.ToHashSet(), named);
    }
}
