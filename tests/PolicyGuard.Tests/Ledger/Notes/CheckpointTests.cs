using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Notes;

public sealed class CheckpointTests
{
    private static readonly byte[] Root = TreeHash.Leaf("root"u8);

    [Fact]
    public void Checkpoints_are_equal_where_their_texts_are()
    {
        var checkpoint = new Checkpoint("log - 1", 8, Root, ["more"]);
        Assert.Equal("log - 1\n8\n" + Convert.ToBase64String(Root) + "\nmore\n", checkpoint.Text);
        Assert.True(Checkpoint.TryParse(checkpoint.Text, out var read, out _));
        Assert.Equal(checkpoint, read);
        Assert.Equal(checkpoint.GetHashCode(), read.GetHashCode());
        Assert.NotEqual(checkpoint, new Checkpoint("log - 1", 9, Root, ["more"]));
    }

    [Fact]
    public void What_would_not_be_read_back_is_not_made()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 8, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log\n9", 8, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", -1, Root));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", 8, new byte[31]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", 8, Root, [""]));
        Assert.Throws<ArgumentException>(() => new Checkpoint("log", 8, Root, ["a\nb"]));
    }

    [Theory]
    [InlineData("example.org/log - 7", "example.org/log", 7)]
    [InlineData("log - 0", "log", 0)]
    [InlineData("log - 9223372036854775807", "log", long.MaxValue)]
    public void An_origin_is_a_name_and_the_number_of_a_tree(string line, string name, long tree)
    {
        Assert.True(LogOrigin.TryParse(line, out var origin));
        Assert.Equal((new LogOrigin(name, tree), line), (origin, origin.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("log")]
    [InlineData("log - ")]
    [InlineData(" - 7")]
    [InlineData("log - 07")]
    [InlineData("log - -7")]
    [InlineData("log -  7")]
    [InlineData("log  - 7")]
    [InlineData("log – 7")]
    [InlineData("log - 7 - 8")]
    [InlineData("my log - 7")]
    [InlineData("log - 9223372036854775808")]
    public void Anything_else_is_another_kind_of_origin(string? line) => Assert.False(LogOrigin.TryParse(line, out _));
}
