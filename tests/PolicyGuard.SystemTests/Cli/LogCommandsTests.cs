using System.Text.Json;
using PolicyGuard.SystemTests.Envelopes;
using PolicyGuard.SystemTests.Log;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.Sqlite;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>What people do with the log as a whole, at the terminal, on a log that a real gate wrote.</summary>
public sealed class LogCommandsTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private Task<Playground.Outcome> RunAsync(TempFolder folder, params string[] args) => _playground.RunAsync([.. args, "--data-dir", folder.Path]);

    private static async Task<string> CallAsync(TempFolder folder)
    {
        await using var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System);
        var entry = await store.Ledger.ReadAsync(new PolicyGuard.Ledger.LedgerQuery { Kind = PolicyGuard.Ledger.EntryKind.Closed, NewestFirst = false, Limit = 1 }).FirstAsync();
        return JsonDocument.Parse(entry.Json).RootElement.GetProperty("call_id").GetString()!;
    }

    private static void Change(TempFolder folder, params string[] statements)
    {
        using var connection = Connection.Open(folder.Database, readOnly: false);
        foreach (var statement in statements)
        {
            connection.RunOnce(statement);
        }
    }

    [Theory]
    [InlineData("audit", "verify")]
    [InlineData("audit-verify")]
    public async Task A_good_log_ends_with_0_and_says_what_is_proven(params string[] command)
    {
        using var folder = await LogRig.MakeAsync(calls: 150, unsigned: 2);
        var run = await RunAsync(folder, command);
        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.Contains("The log is what was written.", run.Out, StringComparison.Ordinal);
        Assert.Contains("not signed   4", run.Out, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await RunAsync(folder, "audit", "verify", "--json")).Out).RootElement;
        Assert.Equal((true, 302, 306), (json.GetProperty("good").GetBoolean(), json.GetProperty("proven").GetInt64(), json.GetProperty("size").GetInt64()));
    }

    [Fact]
    public async Task A_changed_log_ends_with_1_and_names_entry_and_kind()
    {
        using var folder = await LogRig.MakeAsync(calls: 75, unsigned: 0);
        Change(folder, "DROP TRIGGER ledger_no_update", "UPDATE ledger SET json = CAST(replace(CAST(json AS TEXT), 'write_note', 'write_nota') AS BLOB) WHERE idx = 40");
        var run = await RunAsync(folder, "audit", "verify");
        Assert.Equal(1, run.Code);
        Assert.Contains("entry_changed      entry 40: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("THE LOG WAS CHANGED.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kept_checkpoint_and_a_kept_key_prove_more_than_the_log_by_itself()
    {
        using var folder = await LogRig.MakeAsync(calls: 75, unsigned: 3);
        var checkpoint = await RunAsync(folder, "audit", "checkpoint");
        Assert.Equal(0, checkpoint.Code);
        var kept = _playground.Write("kept.txt", checkpoint.Out);
        var key = _playground.Write("log.vkey", (await RunAsync(folder, "audit", "key", "show")).Out);
        var pem = _playground.Write("log.pem", (await RunAsync(folder, "audit", "key", "show", "--pem")).Out);
        Assert.Equal(0, (await RunAsync(folder, "audit", "verify", "--against", kept, "--key", key)).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "verify", "--key", pem)).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "key", "rotate")).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "verify", "--against", kept, "--key", key)).Code);

        // Somebody throws all signatures away and signs anew with keys of their own.
        Change(
            folder, "DROP TRIGGER ledger_checkpoints_no_delete", "DROP TRIGGER log_keys_no_delete", "DROP TRIGGER ledger_seals_no_delete",
            "DELETE FROM ledger_checkpoints", "DELETE FROM log_keys", "DELETE FROM ledger_seals");
        Assert.Equal(0, (await RunAsync(folder, "audit", "checkpoint")).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "verify")).Code);
        Assert.Contains("foreign_key", (await RunAsync(folder, "audit", "verify", "--key", key)).Out, StringComparison.Ordinal);
        Assert.Contains("foreign_key", (await RunAsync(folder, "audit", "verify", "--against", kept)).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "audit", "verify", "--key", "name+12345678+AAAA")]
    [InlineData(2, "audit", "verify", "--against", "missing.txt")]
    [InlineData(2, "audit", "prune", "--before", "yesterday")]
    [InlineData(2, "audit", "prune")]
    [InlineData(2, "audit", "prove")]
    [InlineData(2, "audit", "prove", "--consistency", "9999")]
    [InlineData(1, "audit", "prove", "9999")]
    [InlineData(1, "audit", "prove", "call_nobody")]
    [InlineData(1, "trace", "show", "call_nobody")]
    [InlineData(1, "trace", "export", "call_nobody")]
    [InlineData(2, "audit", "export", "--format", "tiles")]
    [InlineData(2, "audit", "export", "--format", "csv", "--with-proofs")]
    [InlineData(3, "audit", "verify", "--bundle", "missing.jsonl")]
    public async Task Wrong_words_are_told_and_end_with_the_documented_code(int code, params string[] command)
    {
        using var folder = await LogRig.MakeAsync(calls: 5, unsigned: 0);
        var run = await RunAsync(folder, command);
        Assert.True(run.Code == code, $"{run.Code}: {run.Out}{run.Error}");
        Assert.StartsWith("policyguard: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_log_has_nothing_to_sign_and_is_not_called_proven()
    {
        using var folder = new TempFolder();
        await folder.Open().DisposeAsync();
        Assert.Equal(1, (await RunAsync(folder, "audit", "checkpoint")).Code);
        Assert.Equal(1, (await RunAsync(folder, "audit", "key", "show")).Code);
        var run = await RunAsync(folder, "audit", "verify");
        Assert.Equal(0, run.Code);
        Assert.Contains("not signed yet", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_entries_go_with_a_word_and_all_that_was_proven_stays_so()
    {
        using var folder = await LogRig.MakeAsync(calls: 1200, unsigned: 0);
        var kept = _playground.Write("kept.txt", (await RunAsync(folder, "audit", "checkpoint")).Out);
        Assert.Contains("nothing to remove", (await RunAsync(folder, "audit", "prune", "--before", "2020-01-01T00:00:00Z", "--yes")).Out, StringComparison.Ordinal);
        Assert.Contains("2,048 entries before entry 2048 would be removed", (await RunAsync(folder, "audit", "prune", "--before", "0s")).Out, StringComparison.Ordinal);
        Assert.Contains("removed", (await RunAsync(folder, "audit", "prune", "--before", "0s", "--yes")).Out, StringComparison.Ordinal);
        var verified = await RunAsync(folder, "audit", "verify", "--against", kept);
        Assert.True(verified.Code == 0, verified.Out);
        Assert.Contains("the first 2,048 pruned", verified.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync(folder, "audit", "show", "5")).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "prove", "2100")).Code);
        Assert.Equal(0, (await RunAsync(folder, "audit", "prove", "--consistency", "1000")).Code);

        // What follows goes on as if nothing had happened.
        await using (var rig = LogRig.On(folder))
        {
            await rig.CallAsync(30);
            await rig.PublishAsync();
        }

        Assert.Equal(0, (await RunAsync(folder, "audit", "verify", "--against", kept)).Code);
    }

    [Fact]
    public async Task A_bundle_is_verified_without_the_store_and_a_changed_one_is_not()
    {
        using var folder = await LogRig.MakeAsync(calls: 75, unsigned: 2);
        var key = _playground.Write("log.vkey", (await RunAsync(folder, "audit", "key", "show")).Out);
        var file = Path.Combine(_playground.Folder, "b.jsonl");
        var export = await RunAsync(folder, "audit", "export", "--with-proofs", "--output", file);
        Assert.True(export.Code == 0, export.Error);
        Assert.Contains("4 entries left out that nobody signed for yet", export.Error, StringComparison.Ordinal);
        var good = await _playground.RunAsync("audit", "verify", "--bundle", file, "--key", key);
        Assert.True(good.Code == 0, good.Out + good.Error);
        Assert.Contains("complete   yes", good.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"text\":\"note 7\"", "\"text\":\"note 8\"", StringComparison.Ordinal));
        var bad = await _playground.RunAsync("audit", "verify", "--bundle", file, "--key", key);
        Assert.Equal(1, bad.Code);
        Assert.Contains("NOT PROVEN", bad.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Executed_calls_are_listed_shown_and_proven_to_a_stranger_with_stock_cosign()
    {
        using var folder = await LogRig.MakeAsync(calls: 20, unsigned: 1);
        var id = await CallAsync(folder);
        var list = await RunAsync(folder, "trace-list", "--limit", "3");
        Assert.Equal(3, list.Out.TrimEnd().Split('\n').Length);
        Assert.Contains("(not signed for yet)", list.Out.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(20, JsonDocument.Parse((await RunAsync(folder, "trace", "show", id)).Out).RootElement.GetProperty("seal").GetProperty("calls").GetInt32());
        var proof = Path.Combine(_playground.Folder, "proof");
        var export = await RunAsync(folder, "trace-export", id, "--output", proof);
        Assert.True(export.Code == 0, export.Error);
        Assert.Equal(id, JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(proof, "envelope.json"))).RootElement.GetProperty("call_id").GetString());
        Assert.Equal("application/vnd.in-toto+json", JsonDocument.Parse((await RunAsync(folder, "trace", "export", id, "--format", "dsse")).Out).RootElement.GetProperty("payloadType").GetString());

        using var _ = Cosign.Folder();
        var command = export.Out.Trim().Split(' ').SkipWhile(static word => word != "verify-blob-attestation").ToArray();
        var accepted = Cosign.Run(proof, command);
        Assert.True(accepted.Code == 0, accepted.Said);
        await File.AppendAllTextAsync(Path.Combine(proof, "envelope.json"), " ");
        Assert.NotEqual(0, Cosign.Run(proof, command).Code);
    }

    [Fact]
    public async Task What_signs_with_an_identity_says_what_is_not_configured()
    {
        using var folder = await LogRig.MakeAsync(calls: 2, unsigned: 0);
        var run = await RunAsync(folder, "trace", "export", await CallAsync(folder), "--format", "sigstore", "--keyless");
        Assert.Equal(3, run.Code);
        Assert.Contains("audit.keyless.fulcio_url", run.Error, StringComparison.Ordinal);
    }
}
