using System.Text.RegularExpressions;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.SystemTests.Contract;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>What an acknowledged entry survives.</summary>
public sealed partial class LedgerDurabilityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Keeps("the entry MUST survive a killed process")]
    [InlineData(Durability.Normal)]
    [InlineData(Durability.Full)]
    public async Task An_entry_is_in_the_files_the_moment_the_append_returns(Durability durability)
    {
        await using var store = _folder.Open();
        using var copy = new TempFolder();
        for (var i = 0; i < 20; i++)
        {
            await store.Ledger.AppendAsync(Entries.Make($"{i}"), durability);

            // As a killed process leaves them: database and log, without the index in shared memory.
            File.Copy(_folder.Database, copy.Database, overwrite: true);
            File.Copy(_folder.Database + "-wal", copy.Database + "-wal", overwrite: true);
            await using (var found = copy.Open())
            {
                Assert.Equal($"{i}", Entries.Id((await Entries.AllAsync(found.Ledger))[^1]));
            }
        }
    }

    [Fact]
    [Keeps("the entry MUST survive power loss")]
    public async Task Full_is_answered_only_after_the_log_was_synced()
    {
        var calls = await TraceAsync(nameof(Durability.Full), entries: 20);
        var written = false;
        var synced = false;
        var answers = 0;
        foreach (var call in calls)
        {
            if (LogWrite().IsMatch(call))
            {
                (written, synced) = (true, false);
            }
            else if (LogSync().IsMatch(call))
            {
                synced = true;
            }
            else if (Answer().IsMatch(call))
            {
                Assert.True(written && synced, $"answered before the sync: {call}");
                written = false;
                answers++;
            }
        }

        Assert.Equal(20, answers);
    }

    [Fact]
    [Keeps("MUST be synced within 50 ms")]
    public async Task Normal_is_synced_soon_although_nobody_waits_and_nothing_follows()
    {
        var calls = await TraceAsync(nameof(Durability.Normal), entries: 1);
        var answer = calls.FindIndex(call => Answer().IsMatch(call));
        Assert.True(answer >= 0);
        Assert.Contains(calls[answer..], call => LogSync().IsMatch(call));
        Assert.True(PolicyGuard.Sqlite.Writing.Syncer.Delay <= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Who_does_not_need_a_sync_does_not_wait_for_the_sync_of_another_call()
    {
        Tool.Need("strace", "-o", "/dev/null", "-e", "inject=fdatasync:delay_enter=1", "true");
        using var host = await HostProcess.StartCommandAsync(
            ["strace", "-f", "-o", "/dev/null", "-P", _folder.Database + "-wal", "-e", "inject=fdatasync:delay_enter=1000000", .. HostProcess.Command("overtake", _folder.Path)]);
        Assert.Equal(["normal", "full"], await host.RunAsync());
    }

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_kill_9_in_the_middle_of_a_storm()
    {
        var random = new Random(20);
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TempFolder();
            using var one = await HostProcess.StartAsync("storm", folder.Path, "a", "20");
            using var other = await HostProcess.StartAsync("storm", folder.Path, "b", "4");
            var said = await Task.WhenAll(
                one.RunAndKillAsync(TimeSpan.FromMilliseconds(random.Next(20, 400))),
                other.RunAndKillAsync(TimeSpan.FromMilliseconds(random.Next(20, 400))));

            await using var store = folder.Open();
            var stored = await Entries.AllAsync(store.Ledger);
            Assert.Equal(Enumerable.Range(0, stored.Count).Select(i => (long)i), stored.Select(entry => entry.Index));
            Assert.All(said.SelectMany(lines => lines), line =>
                Assert.Equal(line[(line.IndexOf(' ') + 1)..], Entries.Id(stored[(int)HostProcess.Index(line)])));
            Assert.Equal(stored.Count, await store.Ledger.AppendAsync(Entries.Make("after"), Durability.Full));
            Assert.Equal("ok", Integrity(folder.Database));
        }
    }

    /// <summary>
    /// The system calls of a host that appends, in order of their completion, up to a quarter second after its last answer.
    /// </summary>
    private async Task<List<string>> TraceAsync(string durability, int entries)
    {
        Tool.Need("strace", "-o", "/dev/null", "true");
        var log = Path.Combine(_folder.Path, "trace");
        using (var host = await HostProcess.StartCommandAsync(
            ["strace", "-f", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o", log, .. HostProcess.Command("append", _folder.Path, "n", $"{entries}", durability, "250")]))
        {
            await host.RunAsync();
        }

        return [.. File.ReadLines(log)];
    }

    private static string Integrity(string path)
    {
        using var connection = Connection.Open(path, readOnly: true);
        using var use = connection.PrepareOnce("PRAGMA integrity_check");
        return use.Statement.Step() ? use.Statement.Text(0) : "nothing";
    }

    // strace -y names the file of a descriptor. A call that another thread interrupts is logged as "unfinished", then "resumed".
    [GeneratedRegex(@"pwrite64\(\d+<[^>]*policyguard\.db-wal>", RegexOptions.NonBacktracking)]
    private static partial Regex LogWrite();

    [GeneratedRegex(@"(fdatasync|fsync)\(\d+<[^>]*policyguard\.db-wal>\) += 0|<\.\.\. (fdatasync|fsync) resumed>\) += 0", RegexOptions.NonBacktracking)]
    private static partial Regex LogSync();

    [GeneratedRegex(@"write\(\d+<pipe:[^>]*>, ""\d+ n-", RegexOptions.NonBacktracking)]
    private static partial Regex Answer();
}
