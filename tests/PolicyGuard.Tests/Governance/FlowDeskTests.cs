using PolicyGuard.Governance;

namespace PolicyGuard.Tests.Governance;

/// <summary>The token of a flow is a secret that nobody can make up, and what is kept of it tells nothing.</summary>
public sealed class FlowDeskTests
{
    [Fact]
    public void Tokens_are_long_unlike_each_other_and_hash_to_something_else()
    {
        var tokens = Enumerable.Range(0, 1000).Select(static _ => FlowToken.New()).ToList();
        Assert.Equal(1000, tokens.Distinct().Count());
        Assert.All(tokens, static token =>
        {
            Assert.Matches("^pgf_[0-9a-z]{32}$", token);
            Assert.True(token.Length <= FlowToken.MaxLength);
            Assert.DoesNotContain(token[4..], FlowToken.HashOf(token), StringComparison.Ordinal);
        });
        Assert.NotEqual(FlowToken.HashOf(tokens[0]), FlowToken.HashOf(tokens[0] + " "));
    }

    // Whoever may only ask, report or tighten says nothing in the user's name.
    [Theory]
    [InlineData(Role.Agent)]
    [InlineData(Role.Auditor)]
    public void An_agents_role_does_not_carry_the_right_to_speak_for_the_user(Role role) => Assert.False(role.Rights().HasFlag(Rights.Approve));
}
