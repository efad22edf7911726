using System.Text.RegularExpressions;
using PolicyGuard.Calls;
using PolicyGuard.Rules;

namespace PolicyGuard.Tests.Rules;

/// <summary><c>docs/results.md</c> says what is done and what holds by default.</summary>
public sealed class ResultsPageTests
{
    private static readonly string Page = Spec.Document("results.md");

    [Fact]
    public void The_example_loads()
    {
        var block = Regex.Match(Page, "^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
        Assert.Empty(PolicyLoader.Load([new PolicySource("example.yaml", block)], defaultAction: null).Diagnostics);
    }

    [Fact]
    public void The_words_and_the_defaults_are_those_of_the_code()
    {
        Assert.All(ObligationNames.All, word => Assert.Contains($"| `{word}` |", Page, StringComparison.Ordinal));
        Assert.All(Obligations.Default.Entries, entry => Assert.Matches($@"\| `{entry.Key}` \| [^|]+ \| `{entry.Value.Name()}` \|", Page));
    }
}
