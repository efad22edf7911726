using PolicyGuard.Ledger.Publication;
using PolicyGuard.Ledger.Tree;

namespace PolicyGuard.Tests.Ledger.Publication;

public sealed class LogTilesTests
{
    [Fact]
    public async Task Before_the_first_checkpoint_there_is_nothing()
    {
        using var log = new MemoryLog(300);
        foreach (var path in new[] { "checkpoint", "tile/0/000", "tile/entries/000" })
        {
            Assert.Equal(LogPresence.Absent, (await FindAsync(log, path)).Presence);
        }
    }

    [Fact]
    public async Task A_log_gives_its_newest_checkpoint_and_everything_in_its_tree()
    {
        using var log = new MemoryLog(70_000, 50, 66_000);
        Assert.True(PolicyGuard.Ledger.Notes.SignedNote.TryParse((await FindAsync(log, "checkpoint")).Bytes.Span, out var note, out _));
        Assert.Contains("\n66000\n", note.Text, StringComparison.Ordinal);
        foreach (var tile in TreeTiles.Of(66_000).Where(tile => tile.Index < 3 || tile.Width < 256))
        {
            var path = tile.Level is { } l ? TilePath.Hashes(l, tile.Index, tile.Width) : TilePath.Entries(tile.Index, tile.Width);
            var found = await FindAsync(log, path);
            Assert.True(found.Presence == LogPresence.Here, $"{path}: {found.Fault}");
            if (tile.Level is { } level)
            {
                Assert.Equal((await log.Tree.ReadAsync(level, tile.Index * 256, tile.Width, default)).ToArray(), found.Bytes.ToArray());
            }
            else
            {
                Assert.True(EntryBundle.TryDecode(found.Bytes, out var entries));
                Assert.Equal(tile.Width, entries.Count);
                Assert.Equal(log.Entry((int)(tile.Index * 256)), entries[0].ToArray());
            }
        }
    }

    [Fact]
    public async Task Nothing_behind_the_last_checkpoint_is_told_neither_entry_nor_hash_nor_how_many_there_are()
    {
        using var log = new MemoryLog(700, 260);
        foreach (var kind in new[] { "0", "entries" })
        {
            for (var width = 1; width < 256; width++)
            {
                Assert.Equal(width == 4 ? LogPresence.Here : LogPresence.Absent, (await FindAsync(log, $"tile/{kind}/001.p/{width}")).Presence);
                Assert.Equal(LogPresence.Absent, (await FindAsync(log, $"tile/{kind}/000.p/{width}")).Presence);
            }

            Assert.Equal(LogPresence.Here, (await FindAsync(log, $"tile/{kind}/000")).Presence);
            Assert.Equal(LogPresence.Absent, (await FindAsync(log, $"tile/{kind}/001")).Presence);
            Assert.Equal(LogPresence.Absent, (await FindAsync(log, $"tile/{kind}/002")).Presence);
        }

        Assert.Equal(LogPresence.Here, (await FindAsync(log, "tile/1/000.p/1")).Presence);
        Assert.Equal(LogPresence.Absent, (await FindAsync(log, "tile/1/000.p/2")).Presence);
        Assert.Equal(LogPresence.Absent, (await FindAsync(log, "tile/2/000.p/1")).Presence);
    }

    [Fact]
    public async Task Who_read_an_older_checkpoint_finds_its_partial_tiles()
    {
        using var log = new MemoryLog(700, 40, 300, 600, 700);
        foreach (var path in new[] { "tile/0/000.p/40", "tile/0/001.p/44", "tile/entries/001.p/44", "tile/0/002.p/88", "tile/1/000.p/1", "tile/1/000.p/2" })
        {
            Assert.Equal(LogPresence.Here, (await FindAsync(log, path)).Presence);
        }

        foreach (var path in new[] { "tile/0/000.p/41", "tile/0/001.p/43", "tile/0/001.p/45", "tile/0/002.p/189", "tile/1/000.p/3" })
        {
            Assert.Equal(LogPresence.Absent, (await FindAsync(log, path)).Presence);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/checkpoint")]
    [InlineData("Checkpoint")]
    [InlineData("checkpoint/")]
    [InlineData("tile")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/-01")]
    [InlineData("tile/0/+00")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/x000/000")]
    [InlineData("tile/0/000/000")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/-1")]
    [InlineData("tile/8/000")]
    [InlineData("tile/63/000.p/1")]
    [InlineData("tile/64/000")]
    [InlineData("tile/255/000")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x036/x028/x797/x018/x963/967.p/255")]
    [InlineData("tile/7/x036/x028/x797/x018/x963/967")]
    [InlineData("tile/0/../0/000")]
    [InlineData("tile/0/%30%30%30")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("tile/0/000 ")]
    [InlineData("tile/entries/000.p/1000")]
    [InlineData("tile/data/000")]
    public async Task Other_spellings_and_other_places_are_nothing(string path)
    {
        using var log = new MemoryLog(700, 700);
        Assert.Equal(LogPresence.Absent, (await FindAsync(log, path)).Presence);
    }

    [Fact]
    public async Task Pruned_entries_are_gone_and_their_hashes_stay()
    {
        using var log = new MemoryLog(2100, 2100) { Pruned = 1024 };
        Assert.Equal(LogPresence.Pruned, (await FindAsync(log, "tile/entries/000")).Presence);
        Assert.Equal(LogPresence.Pruned, (await FindAsync(log, "tile/entries/003")).Presence);
        Assert.Equal(LogPresence.Here, (await FindAsync(log, "tile/entries/004")).Presence);
        Assert.Equal(LogPresence.Here, (await FindAsync(log, "tile/0/000")).Presence);
    }

    [Fact]
    public async Task An_entry_that_does_not_fit_its_bundle_is_named()
    {
        using var log = new MemoryLog(300, 300);
        log.Replace(7, new byte[65_536]);
        var found = await FindAsync(log, "tile/entries/000");
        Assert.Equal(LogPresence.Unfit, found.Presence);
        Assert.Contains("entry 7 has 65536 bytes", found.Fault, StringComparison.Ordinal);
        log.Replace(7, new byte[65_535]);
        Assert.Equal(LogPresence.Here, (await FindAsync(log, "tile/entries/000")).Presence);
    }

    private static ValueTask<LogResource> FindAsync(MemoryLog log, string path) => new LogTiles(log, log).FindAsync(path, CancellationToken.None);
}
