using PolicyGuard.Envelopes;

namespace PolicyGuard.Tests.Envelopes;

public sealed class EnvironmentTests
{
    private static readonly byte[] Hash = new byte[32];

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0")]
    public void A_name_that_no_variable_can_have_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => EnvironmentFacts.None.WithVariables([name], static _ => null));

    [Fact]
    public void A_variable_named_twice_counts_once() =>
        Assert.Equal(["A"], EnvironmentFacts.None.WithVariables(["A", "A"], static _ => "1").Variables.Select(v => v.Key));

    [Fact]
    public void A_workspace_changes_the_digest_and_the_same_one_is_not_written_twice()
    {
        var bare = EnvironmentSnapshot.Of(new EnvironmentFacts { Gateway = "1" });
        var first = bare.WithWorkspace("aa");
        Assert.NotEqual(bare.Digest, first.Digest);
        Assert.Same(first, bare.WithWorkspace("aa"));
        Assert.NotEqual(first.Digest, bare.WithWorkspace("bb").Digest);
        Assert.Equal(first.Digest, bare.WithWorkspace("aa").Digest);
        Assert.Same(bare, bare.WithWorkspace(null));
    }

    [Fact]
    public void Nothing_known_is_nothing_said()
    {
        Assert.True(EnvironmentSnapshot.None.IsEmpty);
        Assert.Equal("", EnvironmentSnapshot.None.Digest);
        Assert.False(EnvironmentSnapshot.None.WithWorkspace("aa").IsEmpty);
    }

    [Fact]
    public void A_workspace_that_lists_a_file_twice_or_without_its_hash_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WorkspaceRoot.Of([("a", Hash), ("a", Hash)]));
        Assert.Throws<ArgumentException>(() => WorkspaceRoot.Of([("a", new byte[31])]));
    }
}
