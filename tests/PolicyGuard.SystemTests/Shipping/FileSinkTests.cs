using System.Text.Json;
using PolicyGuard.Backends.Shipping;
using PolicyGuard.Ledger.Export;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>A shipped file holds whole records and nothing else, whatever happened while it was written.</summary>
public sealed class FileSinkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "audit.log");

    public void Dispose() => _folder.Dispose();

    private FileSink Sink(long max = 1 << 20, int keep = 3, string format = "jsonl") => new(new FileSinkOptions(File, max, keep), EntryFormats.Of(format, "1"));

    [Fact]
    public async Task It_appends_for_its_owner_alone_and_goes_on_after_a_restart()
    {
        using (var sink = Sink())
        {
            Assert.Null(await sink.SendAsync(Batches.Of(0, 3), default));
        }

        using (var sink = Sink())
        {
            await sink.SendAsync(Batches.Of(3, 2), default);
        }

        Assert.Equal([0, 1, 2, 3, 4], Indexes(File));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Theory]
    [InlineData("{\"index\":7,\"leaf_ha", 0)]
    [InlineData("whole\n{\"torn", 1)]
    [InlineData("whole\n", 1)]
    [InlineData("", 0)]
    public async Task A_torn_last_line_is_taken_away_and_never_glued_to(string before, int left)
    {
        await System.IO.File.WriteAllTextAsync(File, before);
        using var sink = Sink();
        await sink.SendAsync(Batches.Of(0, 2), default);
        var lines = (await System.IO.File.ReadAllTextAsync(File)).Split('\n');
        Assert.Equal(left + 3, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.All(lines[left..^1], static line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_torn_line_longer_than_a_piece_is_taken_away_whole()
    {
        await System.IO.File.WriteAllTextAsync(File, "whole\n" + new string('x', 200_000));
        using var sink = Sink();
        await sink.SendAsync(Batches.Of(0, 1), default);
        Assert.StartsWith("whole\n{\"index\":0", await System.IO.File.ReadAllTextAsync(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_file_is_set_aside_and_so_many_are_kept()
    {
        var one = Batches.One(0, "m").Json.Length + 120;
        using (var sink = Sink(max: one * 4, keep: 2))
        {
            await sink.SendAsync(Batches.Of(0, 30), default);
            await sink.SendAsync(Batches.Of(30, 1), default);
        }

        Assert.Equal(["audit.log", "audit.log.1", "audit.log.2"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        var all = new[] { File + ".2", File + ".1", File }.SelectMany(Indexes).ToList();
        Assert.Equal(Enumerable.Range(all[0], 31 - all[0]), all);
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.InRange(new FileInfo(file).Length, 1, one * 4));
    }

    [Fact]
    public async Task A_record_larger_than_a_file_may_be_has_one_for_itself()
    {
        using (var sink = Sink(max: 1000, keep: 5))
        {
            await sink.SendAsync([Batches.One(0, "a"), Batches.One(1, new string('x', 5000)), Batches.One(2, "b")], default);
        }

        Assert.Equal([2], Indexes(File));
        Assert.Equal([1], Indexes(File + ".1"));
        Assert.Equal([0], Indexes(File + ".2"));
    }

    [Fact]
    public async Task Each_file_of_csv_has_the_header()
    {
        using (var sink = Sink(max: 700, format: "csv"))
        {
            await sink.SendAsync(Batches.Of(0, 4), default);
        }

        Assert.All(Directory.GetFiles(_folder.Path), static file => Assert.StartsWith("\"index\",", System.IO.File.ReadAllText(file), StringComparison.Ordinal));
        Assert.True(Directory.GetFiles(_folder.Path).Length > 1);
    }

    [Fact]
    public async Task A_file_that_somebody_takes_away_is_made_anew()
    {
        using var sink = Sink();
        await sink.SendAsync(Batches.Of(0, 1), default);
        System.IO.File.Move(File, File + ".elsewhere");
        await sink.SendAsync(Batches.Of(1, 1), default);
        Assert.Equal([0], Indexes(File + ".elsewhere"));
        Assert.Equal([1], Indexes(File));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_failure_and_no_folder_is_made()
    {
        using var sink = new FileSink(new FileSinkOptions(Path.Combine(_folder.Path, "no", "audit.log"), 1 << 20, 1), EntryFormats.Of("jsonl", "1"));
        await Assert.ThrowsAnyAsync<IOException>(async () => await sink.SendAsync(Batches.Of(0, 1), default));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "no")));
    }

    [Fact]
    public async Task A_full_disk_tears_no_record_once_there_is_room_again()
    {
        using var disk = TempDisk.Mount(64);
        var file = Path.Combine(disk.Path, "audit.log");
        var filler = Path.Combine(disk.Path, "filler");
        await System.IO.File.WriteAllBytesAsync(filler, new byte[40 << 10]);
        using var sink = new FileSink(new FileSinkOptions(file, 1 << 20, 1), EntryFormats.Of("jsonl", "1"));
        await Assert.ThrowsAnyAsync<IOException>(async () => await sink.SendAsync(Batches.Of(0, 100), default));
        System.IO.File.Delete(filler);
        await sink.SendAsync(Batches.Of(0, 100), default);
        Assert.Equal(Enumerable.Range(0, 100), Indexes(file).TakeLast(100));
    }

    private static List<int> Indexes(string file) =>
        [.. System.IO.File.ReadAllLines(file).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt32())];
}
