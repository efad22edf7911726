using System.Globalization;
using System.Text.Json;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Cli;

/// <summary><c>policyguard replay</c> on a log that a real gateway wrote.</summary>
public sealed class ReplayTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    private static string Text(string text) => $$"""{"content":[{"type":"text","text":{{JsonSerializer.Serialize(text)}}}]}""";

    private static Task<McpStub> UpstreamAsync(Func<Seen, string> answer) => McpStub.StartAsync(stub => stub.On = async (seen, http) =>
    {
        if (seen.Method != "tools/call")
        {
            return false;
        }

        await McpStub.ResultAsync(http, seen, answer(seen));
        return true;
    });

    // Serves, calls, stops.
    private async Task ServeAsync(McpStub stub, Func<Served, Task> calls, params string[] more)
    {
        await using var served = await Served.StartAsync(_playground, ["--upstream", $"up={stub.Url}", .. more]);
        await Until.TrueAsync(async () => !(await served.GetAsync("/health")).Contains("connecting", StringComparison.Ordinal), () => served.Error);
        await calls(served);
        Assert.Equal(0, await served.InterruptAsync());
    }

    private async Task<List<(StoredEntry Entry, JsonElement Json)>> EntriesAsync()
    {
        await using var store = SqliteStore.OpenReadOnly(Data, TimeProvider.System);
        var all = new List<(StoredEntry, JsonElement)>();
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { NewestFirst = false, Limit = 1000, WithSealed = true }))
        {
            all.Add((entry, JsonDocument.Parse(entry.Json).RootElement));
        }

        return all;
    }

    private async Task<string> FirstCallAsync(string kind = "opened") =>
        (await EntriesAsync()).First(e => e.Json.GetProperty("kind").GetString() == kind && e.Json.TryGetProperty("target", out _)).Json.GetProperty("call_id").GetString()!;

    private Task<Playground.Outcome> ReplayAsync(McpStub? stub, params string[] args) =>
        _playground.RunAsync(["replay", "--data-dir", Data, .. stub is null ? [] : new[] { "--upstream", $"up={stub.Url}" }, .. args]);

    [Fact]
    public async Task A_call_whose_tool_answers_the_same_is_identical_and_each_run_is_in_the_log()
    {
        await using var stub = await UpstreamAsync(seen => Text("you said " + seen.Json.GetProperty("params").GetProperty("arguments").GetRawText()));
        await ServeAsync(stub, served => served.CallAsync("echo", """{ "key":"AKIAIOSFODNN7EXAMPLE",  "n":1.50 }"""));
        var id = await FirstCallAsync();

        var run = await ReplayAsync(stub, id, "--yes", "--times", "2", "--json");
        Assert.True(run.Code == 0, run.Error + run.Out);
        Assert.Equal("identical", JsonDocument.Parse(run.Out).RootElement.GetProperty("word").GetString());

        // The very bytes of then, the secret included; and the log says whose replay it was.
        Assert.All(stub.Of("tools/call"), static seen => Assert.Equal("""{ "key":"AKIAIOSFODNN7EXAMPLE",  "n":1.50 }""", seen.Json.GetProperty("params").GetProperty("arguments").GetRawText()));
        Assert.Equal(3, stub.Of("tools/call").Count());
        var replays = (await EntriesAsync()).Where(static e => e.Json.TryGetProperty("replay_of", out _)).ToList();
        Assert.Equal(2, replays.Count);
        Assert.All(replays, e => Assert.Equal(id, e.Json.GetProperty("replay_of").GetString()));
        Assert.All(replays, static e => Assert.StartsWith("cli:", e.Json.GetProperty("caller").GetProperty("id").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain("AKIAIOSFODNN7EXAMPLE", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_is_named_with_its_evidence_and_ends_with_1()
    {
        await using var stub = await UpstreamAsync(_ => Text($$"""{"now":"{{TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}}","v":1}"""));
        await ServeAsync(stub, served => served.CallAsync("echo"), "--config", _playground.Write("sealed.yaml", "audit:\n  keep_results: sealed\n"));
        var run = await ReplayAsync(stub, await FirstCallAsync(), "--yes");
        Assert.True(run.Code == 1, run.Error + run.Out);
        Assert.Contains("clock", run.Out, StringComparison.Ordinal);
        Assert.Contains("/content/0/text#/now", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_the_operator_marked_runs_again_and_a_servers_own_word_does_not_count()
    {
        await using var stub = await UpstreamAsync(_ => Text("ok"));
        stub.Tools = """[{"name":"echo","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},{"name":"wipe","inputSchema":{"type":"object"}}]""";
        await ServeAsync(stub, served => served.CallAsync("echo"));
        var id = await FirstCallAsync();

        var refused = await ReplayAsync(stub, id);
        Assert.Equal(2, refused.Code);
        Assert.Contains("audit.replayable", refused.Error, StringComparison.Ordinal);
        Assert.Single(stub.Of("tools/call"));

        var config = _playground.Write("c.yaml", "audit:\n  replayable: [\"ec*\"]\n");
        Assert.Equal(0, (await ReplayAsync(stub, id, "--config", config)).Code);
        Assert.Equal(2, (await ReplayAsync(stub, id, "--config", _playground.Write("d.yaml", "audit:\n  replayable: [\"wipe\"]\n"))).Code);
    }

    [Fact]
    public async Task Policies_of_now_apply_to_a_replay()
    {
        await using var stub = await UpstreamAsync(_ => Text("ok"));
        await ServeAsync(stub, served => served.CallAsync("echo"));
        var id = await FirstCallAsync();
        var config = _playground.Write("c.yaml", $"policy:\n  paths: [\"{_playground.Write("deny.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: no, tools: [\"echo\"], effect: deny }\n")}\"]\n");
        var run = await ReplayAsync(stub, id, "--yes", "--config", config);
        Assert.Equal(1, run.Code);
        Assert.Contains("rule `no`", run.Error, StringComparison.Ordinal);
        Assert.Single(stub.Of("tools/call"));
    }

    [Fact]
    public async Task What_was_not_kept_or_was_tampered_with_is_not_run()
    {
        await using var stub = await UpstreamAsync(_ => Text("ok"));
        await ServeAsync(stub, served => served.CallAsync("echo", """{"key":"AKIAIOSFODNN7EXAMPLE"}"""), "--config", _playground.Write("r.yaml", "audit:\n  keep_arguments: redacted\n"));
        var id = await FirstCallAsync();
        var run = await ReplayAsync(stub, id, "--yes");
        Assert.Equal(1, run.Code);
        Assert.Contains("not kept sealed", run.Error, StringComparison.Ordinal);

        // Somebody who has the key puts other arguments beside the entry: the digest in the log betrays them.
        var forged = ArgumentsKey.ReadOrCreate(Data).Seal(id, new KeptCall(null, "{\"key\":\"other\"}"u8.ToArray()).ToBytes());
        var entry = (await EntriesAsync()).Single(e => e.Json.TryGetProperty("call_id", out var call) && call.GetString() == id && e.Json.GetProperty("kind").GetString() == "opened").Entry;
        var recorded = PolicyGuard.Governance.Replay.RecordedDecision.Read(entry with { Sealed = forged })!;
        Assert.True(PolicyGuard.Governance.Replay.KeptArguments.Of(recorded, ArgumentsKey.ReadOrCreate(Data)).Tampered);
        Assert.Single(stub.Of("tools/call"));
    }

    [Fact]
    public async Task A_lost_key_is_told_and_loses_nothing_of_the_log()
    {
        await using var stub = await UpstreamAsync(_ => Text("ok"));
        await ServeAsync(stub, served => served.CallAsync("echo", """{"key":"AKIAIOSFODNN7EXAMPLE"}"""));
        File.Delete(ArgumentsKey.PathIn(Data));
        var run = await ReplayAsync(stub, await FirstCallAsync(), "--yes");
        Assert.Equal(1, run.Code);
        Assert.Contains("key", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _playground.RunAsync("audit", "query", "--data-dir", Data)).Code);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, "call_1", "--policy", "x.yaml")]
    [InlineData(2, "call_1", "--times", "0")]
    [InlineData(2, "call_1", "--times", "101")]
    [InlineData(2, "--policy", "missing.yaml")]
    [InlineData(3, "call_1", "--yes")]
    public async Task Wrong_words_end_with_2_and_a_missing_log_with_3(int code, params string[] args)
    {
        var run = await ReplayAsync(null, args);
        Assert.True(run.Code == code, $"{run.Code} {run.Error}");
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    // The prototype's replay crashed on every normally stored trace, and would have run it without its arguments.
    [Fact]
    public async Task An_unknown_call_a_refused_one_and_an_upstream_that_is_gone_are_told_plainly()
    {
        var stub = await UpstreamAsync(_ => Text("ok"));
        await using (stub)
        {
            await ServeAsync(stub, async served =>
            {
                await served.CallAsync("echo", """{"a":1}""");
                await served.CallAsync("wipe");
            }, "--policy", _playground.Write("p.yaml", "policyguard: 1\nname: p\nrules:\n  - { id: no, tools: [\"wipe\"], effect: deny }\n  - { id: yes, tools: [\"echo\"], effect: allow }\n"));
        }

        var unknown = await ReplayAsync(stub, "call_0", "--yes");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("no call", unknown.Error, StringComparison.Ordinal);
        var refused = await ReplayAsync(stub, await FirstCallAsync("refused"), "--yes");
        Assert.Equal(1, refused.Code);
        Assert.Contains("never ran", refused.Error, StringComparison.Ordinal);
        var gone = await ReplayAsync(stub, await FirstCallAsync(), "--yes", "--times", "1");
        Assert.Equal(3, gone.Code);
        Assert.DoesNotContain("   at ", gone.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ReplayAsync(null, await FirstCallAsync(), "--yes")).Code);
        Assert.Equal(1, (await _playground.RunAsync("replay", "call_0", "--db", Path.Combine(Data, "policyguard.db"))).Code);
    }

    [Fact]
    public async Task The_history_under_the_same_policies_has_no_difference_and_under_others_the_right_ones()
    {
        await using var stub = await UpstreamAsync(_ => Text("ok"));
        var same = _playground.Write("p.yaml", "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: no, tools: [\"wipe\"], effect: deny }\n  - { id: ask, tools: [\"echo\"], args: { a: { equals: 7 } }, effect: require_approval }\n");
        await ServeAsync(stub, async served =>
        {
            await served.CallAsync("echo", """{"a":1}""");
            await served.CallAsync("echo", """{"a":"AKIAIOSFODNN7EXAMPLE"}""");
            await served.CallAsync("wipe");
            await served.CallAsync("no-such-tool");
        }, "--policy", same);

        var none = await ReplayAsync(null, "--policy", same, "--since", "1h");
        Assert.True(none.Code == 0, none.Out + none.Error);
        Assert.Contains("4 decisions of then, 0 differences", none.Out, StringComparison.Ordinal);

        var other = _playground.Write("q.yaml", "policyguard: 1\nname: q\ndefault: allow\nrules:\n  - { id: keys, args: { a: { regex: \"^AKIA\" } }, effect: deny }\n");
        var some = await ReplayAsync(null, "--policy", other, "--json");
        Assert.True(some.Code == 1, some.Out + some.Error);
        var lines = some.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["echo", "wipe"], lines.SkipLast(1).Select(static line => line.GetProperty("target").GetString()));
        Assert.Equal("q/keys", lines[0].GetProperty("now").GetProperty("by").GetString());
        Assert.Equal("p/no", lines[1].GetProperty("then").GetProperty("by").GetString());
        Assert.Equal(2, lines[^1].GetProperty("summary").GetProperty("differences").GetInt64());
        Assert.Equal(0, lines[^1].GetProperty("summary").GetProperty("undecided").GetInt64());
    }
}
