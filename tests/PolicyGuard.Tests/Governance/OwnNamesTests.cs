using PolicyGuard.Calls;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Governance;

/// <summary>A tool of an upstream that people or models could take for one of ours is found out; no other is taken for it.</summary>
public sealed class OwnNamesTests
{
    private static readonly string[] Spellings = ["{0}", " {0} ", "{1}", "{2}", "{3}"];

    [Fact]
    public async Task Every_name_is_found_in_every_spelling_that_folds_to_it()
    {
        var tools = await ToolsAsync();
        foreach (var name in GovernanceDefinitions.Names)
        {
            var wide = string.Concat(name.Select(static c => char.IsAsciiLetterLower(c) ? (char)(c - 'a' + 'ａ') : c));
            foreach (var spelling in Spellings)
            {
                var written = string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, name, name.ToUpperInvariant(), name.Replace('_', '-'), wide);
                Assert.Equal(name, tools.Find(written)?.Name);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("validate")]
    [InlineData("validate_actions")]
    [InlineData("files__validate_action")]
    [InlineData("validate_actio\u200b")]
    [InlineData("thirteen_long")]
    public async Task No_other_name_is_taken_for_one(string? name) => Assert.Null((await ToolsAsync()).Find(name));

    private static async Task<GovernanceTools> ToolsAsync()
    {
        var fixture = new GovernanceFixture();
        return new GovernanceTools(fixture.Services, await RulesInForce.StartAsync(new MemoryPolicies(fixture.Clock), [], Effect.Allow, default));
    }
}
