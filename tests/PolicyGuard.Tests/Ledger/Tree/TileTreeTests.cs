using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

public sealed class TileTreeTests
{
    private static readonly NaiveTree Numbers = NaiveTree.OfNumbers(66_200);

    public static TheoryData<int, int> Sizes => new() { { 0, 2_000 }, { 65_278, 65_283 }, { 65_533, 65_540 }, { 65_790, 65_795 }, { 66_199, 66_200 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Growing_defining_and_reading_tiles_come_to_one_root(int first, int last)
    {
        var tree = new TileTree(Numbers);
        var edge = await tree.EdgeAsync(first);
        for (var size = first; ; size++)
        {
            var expected = Numbers.Root(0, size);
            Assert.Equal(expected, edge.Root());
            Assert.Equal(expected, await tree.RootAsync(size));
            Assert.Equal(edge.Nodes(), (await tree.EdgeAsync(size)).Nodes());
            if (size == last)
            {
                break;
            }

            edge.Append(Numbers.Root(size, size + 1));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(256, 255)]
    [InlineData(257, 256)]
    [InlineData(65_536, 40_000)]
    [InlineData(65_537, 65_536)]
    [InlineData(66_200, 0)]
    [InlineData(66_200, 65_535)]
    [InlineData(66_200, 66_199)]
    public async Task Proofs_across_the_borders_of_tiles_are_those_of_the_definition(int size, int leaf)
    {
        var tree = new TileTree(Numbers);
        var proof = await tree.InclusionAsync(leaf, size);
        Assert.Equal(Numbers.Path(leaf, 0, size), proof.Select(h => h.ToArray()));
        Assert.True(TreeProofs.IsIncluded(leaf, size, Numbers.Root(leaf, leaf + 1), proof, Numbers.Root(0, size)));
        var grown = await tree.ConsistencyAsync(leaf + 1, size);
        Assert.Equal(Numbers.Subproof(leaf + 1, 0, size), grown.Select(h => h.ToArray()));
        Assert.True(TreeProofs.IsConsistent(leaf + 1, size, Numbers.Root(0, leaf + 1), Numbers.Root(0, size), grown));
    }

    [Fact]
    public async Task Whole_tiles_are_asked_for_as_they_stand_at_the_size_and_each_once()
    {
        var tiles = NaiveTree.OfNumbers(70_000);
        await new TileTree(tiles).InclusionAsync(1_000, 70_000);
        Assert.Equal([(0, 768, 256), (0, 69_888, 112), (1, 0, 256), (1, 256, 17)], tiles.Reads.Order());
    }

    [Fact]
    public async Task A_tree_of_any_size_is_proven_from_a_handful_of_tiles()
    {
        var dice = new Dice(41);
        for (var i = 0; i < 400; i++)
        {
            var tiles = new UniformTiles();
            var tree = new TileTree(tiles);
            var size = Math.Max(1, (long)(dice.Next() >> (1 + dice.Below(63))));
            var index = (long)(dice.Next() % (ulong)size);
            var from = 1 + (long)(dice.Next() % (ulong)size);
            var root = await tree.RootAsync(size);
            tiles.Reads = 0;
            var proof = await tree.InclusionAsync(index, size);
            Assert.InRange(tiles.Reads, 0, 16);
            Assert.True(TreeProofs.IsIncluded(index, size, UniformTiles.Leaf, proof, root));
            tiles.Reads = 0;
            var grown = await tree.ConsistencyAsync(from, size);
            Assert.InRange(tiles.Reads, 0, 16);
            var earlier = await tree.RootAsync(from);
            Assert.True(TreeProofs.IsConsistent(from, size, earlier, root, grown));
        }
    }

    [Fact]
    public async Task The_largest_tree_has_proofs()
    {
        var tree = new TileTree(new UniformTiles());
        var proof = await tree.InclusionAsync(long.MaxValue - 1, long.MaxValue);
        var root = await tree.RootAsync(long.MaxValue);
        Assert.True(TreeProofs.IsIncluded(long.MaxValue - 1, long.MaxValue, UniformTiles.Leaf, proof, root));
        Assert.Equal(63, (await tree.InclusionAsync(0, long.MaxValue)).Count);
    }

    [Fact]
    public async Task A_tile_of_another_length_is_refused_and_named()
    {
        var fault = await Assert.ThrowsAsync<LedgerException>(async () => await new TileTree(new ShortTiles()).RootAsync(300));
        Assert.Contains("tile/0/001.p/44 has 31 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tile_that_is_not_there_is_the_sources_fault() =>
        await Assert.ThrowsAsync<LedgerException>(async () => await new TileTree(NaiveTree.OfNumbers(10)).RootAsync(11));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public async Task A_leaf_that_the_tree_has_not_is_refused(long index, long size) =>
        await Assert.ThrowsAnyAsync<ArgumentOutOfRangeException>(async () => await new TileTree(Numbers).InclusionAsync(index, size));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public async Task A_tree_does_not_shrink(long from, long to) =>
        await Assert.ThrowsAnyAsync<ArgumentOutOfRangeException>(async () => await new TileTree(Numbers).ConsistencyAsync(from, to));

    private sealed class ShortTiles : ITileSource
    {
        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(int level, long first, int count, CancellationToken ct) => new(new byte[level == 0 ? 31 : count * 32]);
    }
}
