using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.SystemTests.Contract;

namespace PolicyGuard.SystemTests.Log;

/// <summary>What somebody who owns the files can do to them, and how it is found and named.</summary>
public sealed class TamperTests
{
    private const string Unguarded = """
        DROP TRIGGER ledger_no_update; DROP TRIGGER ledger_no_delete; DROP TRIGGER ledger_nodes_no_update; DROP TRIGGER ledger_nodes_no_delete;
        DROP TRIGGER ledger_checkpoints_no_update; DROP TRIGGER ledger_checkpoints_no_delete; DROP TRIGGER ledger_seals_no_update;
        DROP TRIGGER ledger_seals_no_delete; DROP TRIGGER log_keys_no_update; DROP TRIGGER log_keys_no_delete;
        """;

    [Fact]
    public async Task A_log_that_nobody_touched_is_good()
    {
        using var folder = await LogRig.MakeAsync();
        var report = await LogRig.VerifyAsync(folder);
        Assert.Empty(report.Faults);
        Assert.Equal((1218, 10, 8, 8), (report.Size, report.Unsigned, report.Checkpoints, report.Seals));
        Assert.Equal(report.SignedTo, report.Proven);
        Assert.Equal(0, report.NeverClosed);
    }

    [Theory]
    [InlineData("UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB) WHERE idx = 300", Tampering.EntryChanged, 300)]
    [InlineData("UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB) WHERE idx = 1205", Tampering.EntryChanged, 1205)]
    [InlineData("UPDATE ledger SET leaf_hash = zeroblob(32) WHERE idx = 300", Tampering.HashChanged, 300)]
    [InlineData("UPDATE ledger SET agent = 'somebody-else' WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET agent = 'somebody-else' WHERE idx = 301", Tampering.ColumnChanged, 301)]
    [InlineData("UPDATE ledger SET target = NULL WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET effect = 'deny' WHERE idx = 301", Tampering.ColumnChanged, 301)]
    [InlineData("UPDATE ledger SET reason = 'x' WHERE idx = 301", Tampering.ColumnChanged, 301)]
    [InlineData("UPDATE ledger SET at = at + 10 WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET kind = 7 WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET call_id = 'call_x' WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET idx = -1 WHERE idx = 300; UPDATE ledger SET idx = 300 WHERE idx = 310; UPDATE ledger SET idx = 310 WHERE idx = -1", Tampering.OrderChanged, 300)]
    [InlineData("DELETE FROM ledger WHERE idx = 300", Tampering.EntryMissing, 300)]
    [InlineData("DELETE FROM ledger WHERE idx >= 300 AND idx < 900", Tampering.EntryMissing, 300)]
    [InlineData("DELETE FROM ledger WHERE idx >= 1100", Tampering.Truncated, 1100)]
    [InlineData("UPDATE ledger SET idx = 5000000 WHERE idx = 1217", Tampering.EntryMissing, 1217)]
    [InlineData("UPDATE ledger_nodes SET hash = zeroblob(32) WHERE idx = 1", Tampering.TreeChanged, 256)]
    [InlineData("DELETE FROM ledger_nodes WHERE idx = 1", Tampering.TreeChanged, 256)]
    [InlineData("UPDATE ledger_checkpoints SET note = CAST(replace(CAST(note AS TEXT), char(10) || '302' || char(10), char(10) || '301' || char(10)) AS BLOB) WHERE size = 302", Tampering.CheckpointChanged, -1)]
    [InlineData("UPDATE ledger_checkpoints SET size = 303 WHERE size = 302", Tampering.CheckpointChanged, -1)]
    [InlineData("UPDATE log_keys SET link = replace(link, 'policyguard', 'polizyguard')", Tampering.KeyChainChanged, -1)]
    [InlineData("DELETE FROM log_keys", Tampering.KeyChainChanged, -1)]
    [InlineData("UPDATE ledger_seals SET end_idx = end_idx - 2 WHERE first_idx = 0", Tampering.SealChanged, 150)]
    [InlineData("UPDATE ledger_seals SET at = at - 10000000 WHERE first_idx = 0", Tampering.SealChanged, 150)]
    [InlineData("UPDATE ledger_seals SET promise = zeroblob(70) WHERE first_idx = 0", Tampering.SealChanged, 150)]
    [InlineData("UPDATE ledger SET kind = 8, reason = 'log.sealed', agent = NULL, call_id = NULL, target = NULL, action_type = NULL, effect = NULL WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger SET json = CAST('{\"kind\":\"\\ud800\"}' AS BLOB) WHERE idx = 300", Tampering.EntryChanged, 300)]
    [InlineData("INSERT INTO ledger_nodes (level, idx, hash) VALUES (1, 4, zeroblob(32))", Tampering.TreeChanged, -1)]
    [InlineData("INSERT INTO ledger_nodes (level, idx, hash) VALUES (2, 0, zeroblob(32))", Tampering.TreeChanged, -1)]
    [InlineData("UPDATE ledger_blocks SET earliest = 0, latest = 1", Tampering.ColumnChanged, 0)]
    [InlineData("UPDATE ledger SET idx = -5 WHERE idx = 1217", Tampering.EntryAdded, -5)]
    [InlineData("UPDATE ledger_checkpoints SET at = 9223372036854775807 WHERE size = 302; UPDATE ledger SET agent = 'x' WHERE idx = 300", Tampering.ColumnChanged, 300)]
    [InlineData("UPDATE ledger_seals SET at = 9223372036854775807 WHERE first_idx = 0", Tampering.SealChanged, 150)]
    [InlineData("DELETE FROM ledger_seals", Tampering.SealChanged, 1)]
    [InlineData("DELETE FROM ledger_seals WHERE first_idx = 0", Tampering.SealChanged, 301)]
    [InlineData("UPDATE ledger_pruned SET before = 9223372036854775807", Tampering.PruneUnrecorded, -1)]
    [InlineData("UPDATE ledger_pruned SET before = 1024; DELETE FROM ledger WHERE idx < 1024", Tampering.PruneUnrecorded, 0)]
    public async Task Each_change_is_found_and_named(string sql, Tampering kind, long first)
    {
        using var folder = await LogRig.MakeAsync();
        Change(folder, sql);
        var report = await LogRig.VerifyAsync(folder);
        var named = report.Faults.FirstOrDefault(fault => fault.Kind == kind && fault.First == first);
        Assert.True(named is not null, $"found: {string.Join("; ", report.Faults)}");
    }

    [Fact]
    public async Task A_kept_checkpoint_that_cannot_be_held_against_the_log_is_no_proof_of_it()
    {
        using var folder = await LogRig.MakeAsync();
        StoredCheckpoint kept;
        await using (var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System))
        {
            kept = (await store.Log.CheckpointAsync(800, default))!;
        }

        await RewriteAsync(folder, 300);
        Change(folder, "DELETE FROM log_keys; DELETE FROM ledger_checkpoints; DELETE FROM ledger_seals");
        Assert.Contains((await LogRig.VerifyAsync(folder, against: kept.Note)).Faults, fault => fault.Kind == Tampering.KeyChainChanged);
    }

    [Fact]
    public async Task A_hash_planted_where_the_tree_will_grow_is_neither_joined_nor_signed_for()
    {
        using var folder = await LogRig.MakeAsync(calls: 60, unsigned: 0);
        Change(folder, "INSERT INTO ledger_nodes (level, idx, hash) VALUES (1, 0, zeroblob(32))");
        await using (var rig = Rig(folder))
        {
            var full = await Assert.ThrowsAsync<PolicyGuard.Ledger.LedgerException>(async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await rig.Store.Ledger.AppendAsync(Entries.Make($"{i}"), PolicyGuard.Ledger.Durability.Normal);
                }
            });
            Assert.Contains("not stored", full.Message, StringComparison.Ordinal);
            Assert.Equal(255, (await rig.Store.Log.ExtentAsync(default)).Size);
        }

        // The same where it is exchanged behind the writer's back.
        using var other = await LogRig.MakeAsync(calls: 60, unsigned: 100);
        Change(other, "UPDATE ledger_nodes SET hash = zeroblob(32)");
        await using var second = Rig(other);
        var refused = await Assert.ThrowsAsync<PolicyGuard.Ledger.LedgerException>(async () => await second.Publisher.PublishAsync(default));
        Assert.Contains("hash 0 of level 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_stored_leaves_its_calls_to_the_next_seal()
    {
        using var folder = await LogRig.MakeAsync(calls: 10, unsigned: 0);
        await using (var rig = Rig(folder))
        {
            await rig.CallAsync(5);
            Change(folder, "CREATE TRIGGER boom BEFORE INSERT ON ledger_checkpoints BEGIN SELECT RAISE(ABORT, 'full') END".Replace(" END", "\u0001 END", StringComparison.Ordinal));
            await Assert.ThrowsAsync<PolicyGuard.Ledger.LedgerException>(async () => await rig.Publisher.PublishAsync(default));
            Change(folder, "DROP TRIGGER boom");
            await rig.CallAsync(5);
            await rig.PublishAsync();
        }

        Assert.Empty((await LogRig.VerifyAsync(folder)).Faults);
    }

    [Fact]
    public async Task What_was_noted_of_entries_times_does_not_prune_young_ones()
    {
        using var folder = await LogRig.MakeAsync();
        Change(folder, "UPDATE ledger_blocks SET latest = 1");
        await using var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System);
        Assert.Equal(0, await store.Log.OlderAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(90), default));
    }

    [Fact]
    public async Task What_lies_before_and_behind_a_changed_entry_is_still_proven()
    {
        using var folder = await LogRig.MakeAsync();
        Change(folder, "UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB) WHERE idx = 300");
        var report = await LogRig.VerifyAsync(folder);
        Assert.Equal([Tampering.EntryChanged, Tampering.SealChanged], report.Faults.Select(fault => fault.Kind).Where(kind => kind != Tampering.ColumnChanged).Distinct().Order());
        Assert.Equal(report.SignedTo - 1, report.Proven);
        Assert.Equal(8, report.Checkpoints);
    }

    [Fact]
    public async Task An_entry_rewritten_with_all_its_hashes_is_found_by_the_signed_checkpoints()
    {
        using var folder = await LogRig.MakeAsync();
        await RewriteAsync(folder, 300);
        var report = await LogRig.VerifyAsync(folder);
        Assert.Contains(report.Faults, fault => fault.Kind == Tampering.EntryRewritten && fault.First <= 300 && fault.End > 300);
        Assert.True(report.Proven is > 0 and <= 300, $"{report.Proven}");
    }

    [Fact]
    public async Task A_rewritten_log_is_not_signed_again()
    {
        using var folder = await LogRig.MakeAsync();
        await RewriteAsync(folder, 300);
        await using var rig = Rig(folder);
        var refused = await Assert.ThrowsAsync<PolicyGuard.Ledger.LedgerException>(async () => await rig.Publisher.PublishAsync(default));
        Assert.Contains("nothing is signed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_outcome_that_was_not_sealed_yet_is_not_sealed()
    {
        using var folder = await LogRig.MakeAsync();
        Change(folder, "UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB) WHERE idx = 1217");
        await using var rig = Rig(folder);
        var refused = await Assert.ThrowsAsync<PolicyGuard.Ledger.LedgerException>(async () => await rig.Publisher.PublishAsync(default));
        Assert.Contains("entry 1217", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_rewritten_and_signed_again_by_the_keys_owner_is_a_fork_of_its_older_checkpoints()
    {
        using var folder = await LogRig.MakeAsync();
        await RewriteAsync(folder, 700);
        Change(folder, "DELETE FROM ledger_checkpoints WHERE size > 1000");
        await ResignAsync(folder, size: 1208);
        var report = await LogRig.VerifyAsync(folder);
        Assert.Contains(report.Faults, fault => fault.Kind == Tampering.Fork);
    }

    [Fact]
    public async Task A_log_rewritten_and_signed_again_with_all_its_checkpoints_is_found_by_one_that_was_kept_elsewhere()
    {
        using var folder = await LogRig.MakeAsync();
        StoredCheckpoint kept;
        await using (var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System))
        {
            kept = (await store.Log.CheckpointAsync(800, default))!;
        }

        await RewriteAsync(folder, 300);
        Change(folder, "DELETE FROM ledger_checkpoints; DELETE FROM ledger_seals");
        await ResignAsync(folder, size: 1208);
        Assert.DoesNotContain((await LogRig.VerifyAsync(folder)).Faults, fault => fault.Kind == Tampering.Fork);
        Assert.Contains((await LogRig.VerifyAsync(folder, against: kept.Note)).Faults, fault => fault.Kind == Tampering.Fork);
    }

    [Fact]
    public async Task Entries_and_checkpoints_cut_off_together_are_missed_by_one_that_was_kept_elsewhere()
    {
        using var folder = await LogRig.MakeAsync();
        StoredCheckpoint kept;
        await using (var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System))
        {
            kept = (await store.Log.CheckpointAsync(long.MaxValue, default))!;
        }

        Change(folder, "DELETE FROM ledger WHERE idx >= 906; DELETE FROM ledger_checkpoints WHERE size > 906; DELETE FROM ledger_seals WHERE idx >= 906; DELETE FROM ledger_nodes WHERE idx >= 3");
        Assert.Empty((await LogRig.VerifyAsync(folder)).Faults);
        Assert.Contains((await LogRig.VerifyAsync(folder, against: kept.Note)).Faults, fault => fault.Kind == Tampering.Truncated);
    }

    [Fact]
    public async Task A_log_signed_with_another_key_is_not_the_log_of_the_key_that_one_knows()
    {
        using var folder = await LogRig.MakeAsync();
        var known = await KeyAsync(folder);
        Change(folder, "DELETE FROM ledger_checkpoints; DELETE FROM ledger_seals; DELETE FROM log_keys");
        await using (var rig = Rig(folder))
        {
            await rig.PublishAsync();
        }

        Assert.Empty((await LogRig.VerifyAsync(folder)).Faults);
        Assert.Contains((await LogRig.VerifyAsync(folder, pinned: known)).Faults, fault => fault.Kind == Tampering.ForeignKey);
    }

    [Fact]
    public async Task A_checkpoint_signed_with_another_key_is_named()
    {
        using var folder = await LogRig.MakeAsync();
        var known = await KeyAsync(folder);
        using var other = NoteSigner.Create(known.Name);
        await using (var store = folder.Open())
        {
            var last = (await store.Log.CheckpointAsync(long.MaxValue, default))!;
            Assert.True(SignedNote.TryParse(last.Note.Span, out var note, out _));
            Change(folder, $"DELETE FROM ledger_checkpoints WHERE size = {last.Size}");
            Assert.True(await store.Log.TryAddAsync(last with { Note = SignedNote.Sign(note.Text, other).Encode() }, 1057, []));
        }

        Assert.Contains((await LogRig.VerifyAsync(folder)).Faults, fault => fault.Kind == Tampering.ForeignKey);
    }

    [Fact]
    public async Task Keys_replaced_by_rotation_are_vouched_for_by_the_first_one()
    {
        using var folder = await LogRig.MakeAsync(calls: 150, unsigned: 0);
        var first = await KeyAsync(folder);
        await using (var rig = Rig(folder))
        {
            var last = await rig.Store.Log.CheckpointAsync(long.MaxValue, default);
            var second = await rig.Keys.RotateAsync(last!.Size, default);
            Assert.NotEqual(first.Id, second.Id);
            Assert.Equal([$"log-{second.Id:x8}.pem"], Directory.GetFiles(Path.Combine(folder.Path, "keys"), "*.pem").Select(Path.GetFileName));
            await rig.CallAsync(10);
            await rig.PublishAsync();
        }

        // As a kill in the middle of it leaves the old one.
        var old = Path.Combine(folder.Path, "keys", $"log-{first.Id:x8}.pem");
        await File.WriteAllTextAsync(old, "left behind");
        await using (var rig = Rig(folder))
        {
            await rig.CallAsync(10);
            await rig.PublishAsync();
        }

        Assert.False(File.Exists(old));
        var report = await LogRig.VerifyAsync(folder, pinned: first);
        Assert.Empty(report.Faults);
        Assert.Equal(4, report.Checkpoints);
    }

    [Theory]
    [Keeps("What was added MUST never be changed or removed")]
    [InlineData("UPDATE ledger SET json = x'' WHERE idx = 0")]
    [InlineData("DELETE FROM ledger WHERE idx = 0")]
    [InlineData("UPDATE ledger_nodes SET idx = 9")]
    [InlineData("DELETE FROM ledger_checkpoints")]
    [InlineData("UPDATE ledger_seals SET idx = idx + 1000")]
    [InlineData("UPDATE log_keys SET link = 'x'")]
    [InlineData("INSERT INTO ledger_pruned (id, before) VALUES (2, 1024)")]
    public async Task A_mistaken_statement_is_stopped_by_the_database_itself(string sql)
    {
        using var folder = await LogRig.MakeAsync(calls: 150);
        using var connection = Connection.Open(folder.Database, readOnly: false);
        Assert.Throws<SqliteError>(() => connection.RunOnce(sql));
    }

    private static LogRig Rig(TempFolder folder) => LogRig.On(folder);

    private static async Task<NoteKey> KeyAsync(TempFolder folder)
    {
        await using var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System);
        Assert.True(KeyChain.TryParse(await store.Log.KeyLinksAsync(default), out var chain, out _));
        return chain.Current;
    }

    private static void Change(TempFolder folder, string sql)
    {
        using var connection = Connection.Open(folder.Database, readOnly: false);
        foreach (var statement in (Unguarded + sql).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Replace('\u0001', ';')))
        {
            if (!statement.StartsWith("DROP", StringComparison.Ordinal) || connection.Number($"SELECT count(*) FROM sqlite_schema WHERE name = '{statement[13..]}'") > 0)
            {
                connection.RunOnce(statement);
            }
        }
    }

    // As somebody does who knows how the log is built: the entry, its hash, and every hash of the tree above it.
    private static async Task RewriteAsync(TempFolder folder, long index)
    {
        Change(folder, $"UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB), target = 'write_nota' WHERE idx = {index}");
        byte[] json;
        await using (var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System))
        {
            json = (await store.Ledger.ReadAsync(new PolicyGuard.Ledger.LedgerQuery { AfterIndex = index - 1, NewestFirst = false, Limit = 1 }).FirstAsync()).Json.ToArray();
        }

        Change(folder, $"UPDATE ledger SET leaf_hash = x'{Convert.ToHexString(TreeHash.Leaf(json))}' WHERE idx = {index}");
        var block = index / 256;
        await using (var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System))
        {
            var hashes = await store.Log.ReadAsync(0, block * 256, 256, default);
            var range = new CompactRange();
            for (var at = 0; at < hashes.Length; at += TreeHash.Size)
            {
                range.Append(hashes.Span.Slice(at, TreeHash.Size));
            }

            Change(folder, $"UPDATE ledger_nodes SET hash = x'{Convert.ToHexString(range.Root())}' WHERE level = 1 AND idx = {block}");
        }
    }

    private static async Task ResignAsync(TempFolder folder, long size)
    {
        await using var store = folder.Open();
        using var keys = new LogKeys(store.Log, new SignerFiles(Path.Combine(folder.Path, "keys")));
        var (chain, signer) = await keys.CurrentAsync(default);
        var checkpoint = new Checkpoint(chain.Origin, size, await new TileTree(store.Log).RootAsync(size));
        var last = await store.Log.CheckpointAsync(long.MaxValue, default);
        Assert.True(await store.Log.TryAddAsync(new StoredCheckpoint(size, DateTimeOffset.UnixEpoch, SignedNote.Sign(checkpoint.Text, signer).Encode()), last?.Size ?? 0, []));
    }
}
