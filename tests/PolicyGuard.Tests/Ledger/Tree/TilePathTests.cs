using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Tree;

public sealed class TilePathTests
{
    [Fact]
    public void Paths_are_those_of_the_specification_and_nothing_else_is_read_as_one()
    {
        var (read, refused) = (0, 0);
        foreach (var c in Spec.Cases("tree/paths.yaml"))
        {
            if (c.Scalar("path") is { } path)
            {
                var tile = new TileName(c.Scalar("level") is { } level ? int.Parse(level) : null, long.Parse(c.Scalar("index")!), int.Parse(c.Scalar("width")!));
                Assert.Equal(path, tile.Level is { } l ? TilePath.Hashes(l, tile.Index, tile.Width) : TilePath.Entries(tile.Index, tile.Width));
                Assert.True(TilePath.TryParse(path, out var parsed), path);
                Assert.Equal(tile, parsed);
                read++;
            }
            else
            {
                Assert.False(TilePath.TryParse(c.Scalar("refuse"), out _), $"'{c.Scalar("refuse")}': {c.Scalar("why")}");
                refused++;
            }
        }

        Assert.True(read >= 9 && refused >= 30);
        Assert.False(TilePath.TryParse(null, out _));
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(64, 0, 1)]
    [InlineData(0, -1, 1)]
    [InlineData(0, TilePath.MaxIndex + 1, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 257)]
    public void A_number_out_of_range_has_no_path(int level, long index, int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePath.Hashes(level, index, width));
}
