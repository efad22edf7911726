using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

public sealed class CompactRangeTests
{
    private static readonly NaiveTree Tree = NaiveTree.OfNumbers(300);

    [Fact]
    public void An_edge_that_was_kept_grows_on_as_if_nothing_had_happened()
    {
        for (var size = 0; size < 70; size++)
        {
            var edge = CompactRange.FromNodes(size, Grown(size).Nodes());
            Assert.Equal(Tree.Root(0, size), edge.Root());
            edge.Append(Tree.Root(size, size + 1));
            Assert.Equal(Tree.Root(0, size + 1), edge.Root());
        }
    }

    [Fact]
    public void A_subtree_counts_as_its_leaves()
    {
        var edge = Grown(96);
        edge.AppendSubtree(5, Tree.Root(96, 128));
        edge.AppendSubtree(7, Tree.Root(128, 256));
        edge.AppendSubtree(3, Tree.Root(256, 264));
        edge.AppendSubtree(0, Tree.Root(264, 265));
        Assert.Equal(265, edge.Size);
        Assert.Equal(Tree.Root(0, 265), edge.Root());
        Assert.Equal([Tree.Root(0, 256), Tree.Root(256, 264), Tree.Root(264, 265)], edge.Nodes());
    }

    [Fact]
    public void A_subtree_where_none_can_stand_is_refused_and_changes_nothing()
    {
        var edge = Grown(97);
        Assert.Throws<InvalidOperationException>(() => edge.AppendSubtree(1, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => edge.AppendSubtree(63, new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => edge.AppendSubtree(-1, new byte[32]));
        Assert.Throws<ArgumentException>(() => edge.Append(new byte[31]));
        Assert.Throws<ArgumentException>(() => edge.Append(new byte[33]));
        Assert.Equal(97, edge.Size);
        Assert.Equal(Tree.Root(0, 97), edge.Root());
    }

    [Fact]
    public void A_copy_grows_by_itself()
    {
        var edge = Grown(7);
        var copy = edge.Clone();
        copy.Append(Tree.Root(7, 8));
        Assert.Equal((7, 8), (edge.Size, copy.Size));
        Assert.Equal(Tree.Root(0, 7), edge.Root());
        Assert.Equal(Tree.Root(0, 8), copy.Root());
    }

    [Fact]
    public void The_largest_tree_holds_sixty_three_hashes_and_takes_no_more()
    {
        var edge = CompactRange.FromNodes(long.MaxValue - 1, [.. Enumerable.Repeat(new byte[32], 62)]);
        edge.Append(new byte[32]);
        Assert.Equal((long.MaxValue, 63), (edge.Size, edge.Nodes().Length));
        Assert.Throws<InvalidOperationException>(() => edge.Append(new byte[32]));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(0, 1)]
    [InlineData(4, 0)]
    [InlineData(-1, 64)]
    public void Hashes_that_cannot_be_of_a_tree_of_this_size_are_refused(long size, int hashes) =>
        Assert.ThrowsAny<ArgumentException>(() => CompactRange.FromNodes(size, [.. Enumerable.Repeat(new byte[32], hashes)]));

    [Fact]
    public void A_hash_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => CompactRange.FromNodes(1, [new byte[20]]));

    private static CompactRange Grown(int size)
    {
        var edge = new CompactRange();
        for (var i = 0; i < size; i++)
        {
            edge.Append(Tree.Root(i, i + 1));
        }

        return edge;
    }
}
