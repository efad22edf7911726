using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Flows and what happened in them, shared by stores on one file.</summary>
public sealed class FlowStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_event_is_there_for_the_next_read_of_another_store_in_order_and_after_a_restart()
    {
        await using (var one = _folder.Open(_clock))
        await using (var other = _folder.Open(_clock))
        {
            for (var i = 0; i < 50; i++)
            {
                var sequence = await (i % 2 == 0 ? one : other).FlowEvents.AppendAsync(Event("p", $"{i}"));
                Assert.Equal(sequence, (await (i % 2 == 0 ? other : one).FlowEvents.ReadAsync("p", 0))[^1].Sequence);
            }
        }

        await using var again = _folder.Open(_clock);
        var read = await again.FlowEvents.ReadAsync("p", 0);
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"{i}"), read.Select(static e => Encoding.ASCII.GetString(e.Event.Span)));
        Assert.Equal(10, (await again.FlowEvents.ReadAsync("p", read[39].Sequence)).Count);
        Assert.Empty(await again.FlowEvents.ReadAsync("q", 0));
    }

    [Fact]
    public async Task Parallel_appends_lose_nothing_and_no_number_comes_twice()
    {
        await using var one = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : other).FlowEvents.AppendAsync(Event("p", $"{i}")))));
        Assert.Equal(200, numbers.Distinct().Count());
        Assert.Equal(200, (await one.FlowEvents.ReadAsync("p", 0)).Count);
    }

    [Fact]
    public async Task What_has_run_out_is_not_read_and_goes_and_a_pool_has_a_bound()
    {
        await using var store = _folder.Open(_clock);
        await store.FlowEvents.AppendAsync(Event("old", "x"));
        _clock.Now += TimeSpan.FromHours(1);
        Assert.Empty(await store.FlowEvents.ReadAsync("old", 0));
        for (var i = 0; i < SqliteBound + 200; i++)
        {
            await store.FlowEvents.AppendAsync(Event("p", $"{i}"));
        }

        var left = await store.FlowEvents.ReadAsync("p", 0);
        Assert.InRange(left.Count, SqliteBound, SqliteBound + 64);
        Assert.Equal($"{SqliteBound + 199}", Encoding.ASCII.GetString(left[^1].Event.Span));
    }

    [Fact]
    public async Task A_flow_is_joined_by_one_caller_and_closed_once_and_its_events_go_with_it()
    {
        await using var one = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var flow = Flow("flow_1");
        await one.Flows.AddAsync(flow);
        Assert.Equal(flow.TokenHash, (await other.Flows.FindByTokenAsync(flow.TokenHash))!.TokenHash);
        var joined = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => (await (i % 2 == 0 ? one : other).Flows.JoinAsync("flow_1", $"c{i}"))!.Caller)));
        Assert.Single(joined.Distinct());

        Assert.True(await other.Flows.SayAsync("flow_1", "sealed"u8.ToArray()));
        Assert.Equal("sealed", Encoding.ASCII.GetString((await one.Flows.FindAsync("flow_1"))!.Request.Span));
        await one.FlowEvents.AppendAsync(Event("flow:flow_1", "x") with { Flow = "flow:flow_1" });
        Assert.True(await other.Flows.CloseAsync("flow_1", "somebody"));
        Assert.False(await one.Flows.CloseAsync("flow_1", "somebody else"));
        Assert.Null(await one.Flows.JoinAsync("flow_1", joined[0]!));
        Assert.False(await one.Flows.SayAsync("flow_1", "more"u8.ToArray()));
        Assert.Empty(await one.FlowEvents.ReadAsync("flow:flow_1", 0));
        Assert.Empty(await one.Flows.ListAsync(openOnly: true, 10));
        Assert.Equal("somebody", Assert.Single(await one.Flows.ListAsync(openOnly: false, 10)).ClosedBy);
    }

    [Fact]
    public async Task A_flow_ends_by_itself()
    {
        await using var store = _folder.Open(_clock);
        await store.Flows.AddAsync(Flow("flow_1"));
        _clock.Now += TimeSpan.FromHours(25);
        Assert.Null(await store.Flows.JoinAsync("flow_1", "c"));
        Assert.False(await store.Flows.CloseAsync("flow_1", "x"));
    }

    // A thousand secrets of a thousand shapes go through flows and quarantine; none of them may stand in any file of the folder.
    [Fact]
    public async Task No_raw_value_of_what_came_through_is_in_the_files()
    {
        var secrets = Enumerable.Range(0, 1000).Select(static i => i % 2 == 0 ? $"AKIA{Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(i)))[..16]}" : $"planted-{i}-{Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i)))[..20]}@host{i}.example").ToList();
        await using (var store = _folder.Open(_clock))
        {
            var vault = new Vault(new SealingKey(SealingKey.NewSecret()));
            var archive = new FlowArchive(store.FlowEvents, new FlowBook(PrintKey.New(), new TaintOptions(), _clock), () => vault, new FlowArchiveOptions(), _clock);
            var quarantine = new PolicyGuard.Gate.Results.Quarantine(store.Results, () => vault, new PolicyGuard.Gate.Results.QuarantineOptions { Most = 2000 }, _clock);
            var rules = PolicyGuard.Rules.PolicyLoader.Load([new("p.yaml", "policyguard: 1\nname: p\ndefault: allow\nrules:\n  - { id: q, tools: [\"quarantined*\"], effect: allow, result: { secret: quarantine } }\n")], Effect.Allow).Rules!;
            var gate = new PolicyGuard.Gate.Gate(
                new GateServices
                {
                    Rules = new PolicyGuard.Rules.RuleSetHolder(rules),
                    Agents = store.Agents,
                    Keys = store.Keys,
                    Approvals = store.Approvals,
                    Incidents = store.Incidents,
                    Ledger = new PolicyGuard.Ledger.Ledger(store.Ledger, PolicyGuard.Ledger.DurabilityMode.Normal),
                    Clock = _clock,
                    Vault = vault,
                    Flows = archive.Book,
                    FlowArchive = archive,
                    Quarantine = quarantine,
                    OnFault = static fault => Assert.Fail(fault),
                },
                new GateOptions());
            for (var i = 0; i < secrets.Count; i += 10)
            {
                var group = secrets.Skip(i).Take(10).ToList();
                await archive.SayAsync(new FlowKey(FlowKeySource.Authenticated, "flow_1"), Caller.Local, string.Join(' ', group));
                await gate.InvokeAsync(Call("read", i), new Answer(group), CancellationToken.None);
                await gate.InvokeAsync(Call("quarantined_read", i), new Answer(group), CancellationToken.None);
            }

            Assert.NotEmpty(await store.Results.ListAsync(HeldStatus.Held, 10));
        }

        var files = Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.All(secrets, secret => Assert.False(content.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} stands in {file}"));
        }
    }

    private const int SqliteBound = 2000;

    private ToolCall Call(string tool, int i) => new()
    {
        Id = Ids.Call(_clock.GetUtcNow()),
        Kind = CallKind.Tool,
        ActionType = "tool_call",
        Target = PolicyGuard.Text.CanonicalName.Of(tool),
        Upstream = "up",
        Arguments = new Arguments(Encoding.UTF8.GetBytes($$"""{"n":{{i}}}""")),
        Caller = Caller.Local,
        Agent = new AgentRef("a", false),
        Flow = new FlowKey(FlowKeySource.McpSession, "s"),
        Definition = new ToolDefinition("h", true, null, null),
        ReceivedAt = _clock.GetUtcNow(),
    };

    private StoredFlowEvent Event(string pool, string text) => new(pool, "mcp:s", "w", _clock.Now, _clock.Now + TimeSpan.FromMinutes(30), Encoding.ASCII.GetBytes(text));

    private FlowRecord Flow(string id) => new()
    {
        Id = id, TokenHash = $"hash of {id}", OpenedBy = "cli:x", OpenedAt = _clock.Now, ExpiresAt = _clock.Now + TimeSpan.FromHours(24),
    };

    private sealed class Answer(IEnumerable<string> values) : IExecutor
    {
        // Names, values, and a list: every way in which a value can stand in a result.
        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => ValueTask.FromResult(new ToolResult(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new
        {
            content = values.Select(static v => new { type = "text", text = $"take {v} now" }),
            structuredContent = values.Where(static v => v.StartsWith("AKIA", StringComparison.Ordinal)).ToDictionary(static v => v, static v => v),
        })));
    }
}
