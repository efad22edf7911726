using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Publication;

public sealed class TreeTilesTests
{
    [Fact]
    public void A_tree_of_70000_has_the_tiles_that_the_specification_counts()
    {
        var tiles = TreeTiles.Of(70_000).Where(tile => tile.Level is not null).ToList();
        Assert.Equal(273, tiles.Count(tile => tile is { Level: 0, Width: 256 }));
        Assert.Equal([new TileName(0, 273, 112), new TileName(1, 0, 256), new TileName(1, 1, 17), new TileName(2, 0, 1)], tiles[273..]);
        Assert.Equal(274, TreeTiles.Of(70_000).Count(tile => tile.Level is null));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "tile/entries/000.p/1 tile/0/000.p/1")]
    [InlineData(256, "tile/entries/000 tile/0/000 tile/1/000.p/1")]
    [InlineData(257, "tile/entries/000 tile/entries/001.p/1 tile/0/000 tile/0/001.p/1 tile/1/000.p/1")]
    public void Small_trees_have_these(long size, string paths) => Assert.Equal(paths, string.Join(' ', TreeTiles.Of(size).Select(Path)));

    [Fact]
    public void What_an_earlier_tree_had_in_full_is_not_named_again_and_nothing_else_is_left_out()
    {
        foreach (var (after, size) in new[] { (0L, 700L), (1, 700), (255, 256), (256, 257), (300, 700), (512, 700), (700, 700), (65_000, 66_000), (65_536, 65_536) })
        {
            var earlier = TreeTiles.Of(after).ToHashSet();
            var more = TreeTiles.Of(size, after).ToList();
            Assert.Empty(TreeTiles.Of(size).Except([.. earlier, .. more]));
            Assert.DoesNotContain(more, tile => tile.Width == 256 && earlier.Contains(tile));
        }
    }

    [Fact]
    public void Sizes_that_no_log_has_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeTiles.Of(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeTiles.Of(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeTiles.Of(5, -1));
    }

    private static string Path(TileName tile) => tile.Level is { } level ? TilePath.Hashes(level, tile.Index, tile.Width) : TilePath.Entries(tile.Index, tile.Width);
}
