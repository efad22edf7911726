using System.Text;
using PolicyGuard.Cli.Composition;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Publication;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Log;

/// <summary>The log as a folder and as a bundle, written by us and believed by others.</summary>
public sealed class TilesExportTests
{
    [Fact]
    public async Task A_folder_is_written_extended_and_believed_each_time()
    {
        Independent.Need();
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        var folder = Path.Combine(copies.Path, "copy");
        await rig.CallAsync(100);
        var first = await rig.PublishAsync();
        var done = await ExportAsync(rig, folder);
        Assert.Equal((null, 0, first.Size), (done.Refusal, done.Before, done.Size));
        var key = (await rig.Keys.ChainAsync(default))!.Keys[0].Key.ToString();
        Independent.Good($"{first.Size} entries", "tiles", folder, "--chain", Path.Combine(folder, "keys"), "--key", key);

        await rig.CallAsync(200);
        await rig.Keys.RotateAsync(first.Size, default);
        await rig.PublishAsync();
        await rig.CallAsync(7);
        var second = await rig.PublishAsync();
        done = await ExportAsync(rig, folder);
        Assert.Equal((null, first.Size, second.Size), (done.Refusal, done.Before, done.Size));
        Independent.Good($"{second.Size} entries", "tiles", folder, "--chain", Path.Combine(folder, "keys"), "--key", key);
        Assert.Contains(key, File.ReadAllText(Path.Combine(folder, "README.txt")), StringComparison.Ordinal);

        // Once more with nothing new.
        Assert.Null((await ExportAsync(rig, folder)).Refusal);
        Independent.Good($"{second.Size} entries", "tiles", folder, "--chain", Path.Combine(folder, "keys"), "--key", key);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                Assert.Equal(Readable, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Entries_that_nobody_signed_for_are_not_in_it()
    {
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        Assert.Contains("no checkpoint", (await ExportAsync(rig, copies.Path)).Refusal!, StringComparison.Ordinal);
        await rig.CallAsync(10);
        await rig.PublishAsync();
        await rig.CallAsync(10, "secret_tool");
        await ExportAsync(rig, copies.Path);
        Assert.All(Directory.EnumerateFiles(copies.Path, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("secret_tool", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_of_somebody_else_is_left_as_it_is()
    {
        await using var rig = LogRig.Start();
        await using var other = LogRig.Start();
        await rig.CallAsync(10);
        await rig.PublishAsync();
        await other.CallAsync(10);
        await other.PublishAsync();
        using var theirs = new TempFolder();
        using var strange = new TempFolder();
        Assert.Null((await ExportAsync(other, theirs.Path)).Refusal);
        File.WriteAllText(Path.Combine(strange.Path, "homework.txt"), "x");
        foreach (var folder in new[] { theirs.Path, strange.Path })
        {
            var before = Snapshot(folder);
            Assert.Contains("no older export of this log", (await ExportAsync(rig, folder)).Refusal!, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot(folder));
        }

        File.WriteAllText(Path.Combine(theirs.Path, "checkpoint"), "nonsense");
        Assert.Contains("no older export", (await ExportAsync(rig, theirs.Path)).Refusal!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_before_its_checkpoint_is_finished()
    {
        Independent.Need();
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        await rig.CallAsync(300);
        await rig.PublishAsync();
        await ExportAsync(rig, copies.Path);
        File.Delete(Path.Combine(copies.Path, "checkpoint"));
        File.Delete(Path.Combine(copies.Path, "tile", "0", "001"));
        File.WriteAllText(Path.Combine(copies.Path, ".draft"), "half of a file");
        Assert.Null((await ExportAsync(rig, copies.Path)).Refusal);
        Independent.Good("entries", "tiles", copies.Path, "--key", (await rig.Keys.ChainAsync(default))!.Current.ToString());
    }

    [Fact]
    public async Task A_log_that_was_rewritten_since_the_copy_is_not_exported_over_it()
    {
        using var folder = await LogRig.MakeAsync(calls: 150, unsigned: 0);
        using var copies = new TempFolder();
        await using var rig = LogRig.On(folder);
        var chain = (await rig.Keys.ChainAsync(default))!;
        Assert.Null((await ExportAsync(rig, copies.Path)).Refusal);
        var (_, signer) = await rig.Keys.CurrentAsync(default);

        // The key's owner signs another history for the copy, then a longer one.
        foreach (var (size, said) in new[] { (200L, "the log was rewritten"), (100_000L, "entries were cut off") })
        {
            File.WriteAllBytes(Path.Combine(copies.Path, "checkpoint"), SignedNote.Sign(new Checkpoint(chain.Origin, size, new byte[32]).Text, signer).Encode());
            var before = Snapshot(copies.Path);
            Assert.Contains(said, (await ExportAsync(rig, copies.Path)).Refusal!, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot(copies.Path));
        }
    }

    [Fact]
    public async Task A_pruned_log_is_exported_without_what_is_gone_and_believed()
    {
        Independent.Need();
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        await rig.CallAsync(700);
        await rig.PublishAsync();
        await rig.Store.Log.PruneAsync(1024);
        Assert.Null((await ExportAsync(rig, copies.Path)).Refusal);
        Assert.False(File.Exists(Path.Combine(copies.Path, "tile", "entries", "003")));
        string[] call = ["tiles", copies.Path, "--key", (await rig.Keys.ChainAsync(default))!.Current.ToString()];
        Independent.Good("entries", [.. call, "--pruned", "1024"]);
        Independent.Bad("tile/entries/000 is missing", call);
        Assert.Contains("--pruned 1024", File.ReadAllText(Path.Combine(copies.Path, "README.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_agent_can_make_an_entry_that_cannot_be_published()
    {
        Independent.Need();
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        await rig.CallAsync(1, more: new string('x', 65_400));
        await rig.CallAsync(1, more: new string('x', 60_000));
        await rig.PublishAsync();
        var done = await ExportAsync(rig, copies.Path);
        Assert.Empty(done.LeftOut);
        Independent.Good("entries", "tiles", copies.Path, "--key", (await rig.Keys.ChainAsync(default))!.Current.ToString());
        var entries = await ReadAsync(rig.Store.Ledger);
        Assert.DoesNotContain("\"arguments\":", entries[0], StringComparison.Ordinal);
        Assert.Contains("\"arguments_sha256\":", entries[0], StringComparison.Ordinal);
        Assert.Contains(entries, entry => entry.Contains("note 0xxxx", StringComparison.Ordinal) && entry.Length > 60_000);
    }

    [Fact]
    public async Task A_bundle_is_believed_by_both_verifiers_and_a_changed_one_by_neither()
    {
        Independent.Need();
        await using var rig = LogRig.Start();
        using var copies = new TempFolder();
        await rig.CallAsync(300);
        var checkpoint = await rig.PublishAsync();
        await rig.CallAsync(2);
        var chain = (await rig.Keys.ChainAsync(default))!;
        var key = chain.Keys[0].Key;
        foreach (var (query, withProofs) in new[]
        {
            (new LedgerQuery { NewestFirst = false, Limit = int.MaxValue, Kind = EntryKind.Closed }, true),
            (new LedgerQuery { NewestFirst = false, Limit = int.MaxValue }, true),
            (new LedgerQuery { NewestFirst = false, Limit = int.MaxValue }, false),
        })
        {
            var path = Path.Combine(copies.Path, "bundle.jsonl");
            await using (var file = File.Create(path))
            {
                var (_, leftOut) = await new ProofBundle(rig.Store.Log, checkpoint, chain.Encoded) { WithProofs = withProofs }.WriteAsync(file, rig.Store.Ledger.ReadAsync(query, default), default);
                Assert.True(leftOut > 0);
            }

            Assert.True((await VerifyAsync(path, key)).IsGood);
            Independent.Good("proven", "bundle", path, "--key", key.ToString());
            var text = File.ReadAllText(path);
            var lines = text.Split('\n');
            foreach (var changed in (string[])
            [
                Once(text, "write_note", "write_nota"),
                Once(text, "\"status\":\"done\"", "\"status\":\"fail\""),
                Once(text, "\"leaf_hash\":\"", "\"leaf_hash\":\"0"),
                Once(text, "\"index\":", "\"index\":0"),
                text[..^30],
                text.Replace($"\\n{checkpoint.Size}\\n", $"\\n{checkpoint.Size + 1}\\n", StringComparison.Ordinal),
                string.Join('\n', [lines[0], lines[2], lines[1], .. lines[3..]]),
                string.Join('\n', [lines[0], lines[1], .. lines[1..]]),
                text + "{}\n",
                .. withProofs ? new[] { Once(text, "\"proof\":[\"", "\"proof\":[\"" + Convert.ToBase64String(new byte[32]) + "\",\"") } : [string.Join('\n', [lines[0], .. lines[2..]])],
            ])
            {
                if (changed != text)
                {
                    var bad = Path.Combine(copies.Path, "bad.jsonl");
                    File.WriteAllText(bad, changed);
                    Assert.False((await VerifyAsync(bad, key)).IsGood);
                    Independent.Bad("", "bundle", bad, "--key", key.ToString());
                }
            }
        }
    }

    private static Task<TilesExported> ExportAsync(LogRig rig, string folder) => TilesExport.RunAsync(rig.Store.Log, rig.Store.Ledger, folder, default);

    private static async Task<BundleReport> VerifyAsync(string path, NoteKey key)
    {
        await using var file = File.OpenRead(path);
        return await new BundleVerifier { Pinned = key }.RunAsync(file, default);
    }

    private static async Task<List<string>> ReadAsync(ILedgerStore ledger)
    {
        var entries = new List<string>();
        await foreach (var entry in ledger.ReadAsync(new LedgerQuery { NewestFirst = false }))
        {
            entries.Add(Encoding.UTF8.GetString(entry.Json.Span));
        }

        return entries;
    }

    private static string Once(string text, string part, string other)
    {
        var at = text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + other + text[(at + part.Length)..];
    }

    private static string Snapshot(string folder) => string.Join(
        '\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));
}
