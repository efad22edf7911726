using System.Text.Json;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Governance;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Log;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.Text;
using Entries = PolicyGuard.SystemTests.Sqlite.Entries;

namespace PolicyGuard.SystemTests.Contract;

/// <summary>What the log promises about calls.</summary>
public sealed class LedgerPromisesTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;
    private readonly Recorder _recorder;

    public LedgerPromisesTests() => _recorder = new Recorder((_store = _folder.Open()).Ledger);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [Keeps("the decision MUST survive power loss before the call runs")]
    [Keeps("the decision MUST survive a killed process before the call runs")]
    [Keeps("as at full for a call that may change something, which MUST be assumed of every tool that does not say otherwise")]
    [InlineData(DurabilityMode.Full, true, Durability.Full)]
    [InlineData(DurabilityMode.Full, null, Durability.Full)]
    [InlineData(DurabilityMode.Normal, true, Durability.Normal)]
    [InlineData(DurabilityMode.Normal, null, Durability.Normal)]
    [InlineData(DurabilityMode.Auto, true, Durability.Normal)]
    [InlineData(DurabilityMode.Auto, false, Durability.Full)]
    [InlineData(DurabilityMode.Auto, null, Durability.Full)]
    public async Task The_decision_is_stored_at_the_operators_durability_before_the_call_runs(DurabilityMode mode, bool? readOnly, Durability expected)
    {
        var upstream = new Upstream(() =>
        {
            var (record, durability) = Assert.Single(_recorder.Stored);
            Assert.Equal(EntryKind.Opened, record.Kind);
            Assert.Equal(expected, durability);
        });
        Assert.Equal(ReplyStatus.Done, (await GateAt(mode).InvokeAsync(Call(readOnly), upstream, default)).Status);
        Assert.Equal(1, upstream.Ran);
    }

    [Fact]
    [Keeps("A call whose decision could not be stored MUST NOT run")]
    public async Task A_call_whose_decision_cannot_be_stored_does_not_run()
    {
        _recorder.Fails = true;
        var upstream = new Upstream(static () => { });
        Assert.Equal(Reasons.LedgerUnavailable, (await GateAt(DurabilityMode.Auto).InvokeAsync(Call(), upstream, default)).Reason);
        Assert.Equal(0, upstream.Ran);
    }

    [Fact]
    [Keeps("A call that was opened and never closed MUST be visible as such")]
    public async Task A_call_that_was_opened_and_never_closed_is_counted_and_found()
    {
        var gate = GateAt(DurabilityMode.Full);
        await gate.InvokeAsync(Call(), new Upstream(static () => { }), default);
        var cut = Call();
        var hangs = new TaskCompletionSource();
        var upstream = new Upstream(static () => { }, hangs.Task);
        _ = gate.InvokeAsync(cut, upstream, default).AsTask();
        while (upstream.Ran == 0)
        {
            await Task.Delay(1);
        }

        // The process is gone here: the folder is looked at as it is.
        Assert.Equal(1, (await LogRig.VerifyAsync(_folder)).NeverClosed);
        var entries = await Entries.AllAsync(_store.Ledger);
        Assert.Equal(3, entries.Count);
        using var opened = JsonDocument.Parse(entries[2].Json);
        Assert.Equal("opened", opened.RootElement.GetProperty("kind").GetString());
        Assert.Equal(cut.Id, opened.RootElement.GetProperty("call_id").GetString());
        hangs.SetResult();
    }

    [Fact]
    [Keeps("An outcome MUST NOT be stored without its decision, nor before it")]
    public async Task An_outcome_is_never_stored_without_its_decision_nor_before_it()
    {
        var gate = GateAt(DurabilityMode.Auto);
        var upstream = new Upstream(static () => { });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await gate.InvokeAsync(Call(i % 2 == 0), upstream, default))));
        var opened = new HashSet<string>();
        foreach (var entry in await Entries.AllAsync(_store.Ledger))
        {
            using var json = JsonDocument.Parse(entry.Json);
            var id = json.RootElement.GetProperty("call_id").GetString()!;
            Assert.True(json.RootElement.GetProperty("kind").GetString() == "opened" ? opened.Add(id) : opened.Remove(id));
        }

        Assert.Empty(opened);
    }

    [Theory]
    [Keeps("Every entry MUST say which durability was in force for it")]
    [InlineData(DurabilityMode.Auto)]
    [InlineData(DurabilityMode.Normal)]
    [InlineData(DurabilityMode.Full)]
    public async Task Every_entry_says_which_durability_was_in_force(DurabilityMode mode)
    {
        var ledger = new Ledger.Ledger(_recorder, mode);
        var (gate, refusing) = (GateAt(mode, Effect.Allow, ledger), GateAt(mode, Effect.Deny, ledger));
        await gate.InvokeAsync(Call(), new Upstream(static () => { }), default);
        await gate.InvokeAsync(Call(), new Upstream(static () => throw new InvalidOperationException("upstream")), default);
        await refusing.InvokeAsync(Call(), new Upstream(static () => { }), default);
        await gate.AdviseAsync(Call(), default);
        await gate.ObserveAsync(Call(), """{"content":[]}"""u8.ToArray());
        await gate.FilterAsync(Call(kind: CallKind.List), [], default);
        await gate.RecordMalformedAsync("rpc.malformed", "no JSON", "http /mcp", Caller.Local);
        await gate.RecordEventAsync("event.started", "began", "test");
        await new ActLog(ledger, TimeProvider.System).WriteAsync("event.agent_registered", Actor.Operator("test"), "a", "registered", default);
        using var keys = new LogKeys(_store.Log, new SignerFiles(Path.Combine(_folder.Path, "keys")));
        await new Publisher(_store.Log, keys, new SealMaker(_recorder, ledger, TimeProvider.System), TimeProvider.System).PublishAsync(default);

        Assert.Equal(Enum.GetValues<EntryKind>(), _recorder.Stored.Select(static one => one.Record.Kind).Distinct().Order());
        Assert.All(_recorder.Stored, one =>
        {
            using var json = JsonDocument.Parse(one.Record.Json);
            if (one.Record.Kind == EntryKind.Sealed)
            {
                Assert.Equal(Durability.Normal, one.Durability);
            }
            else
            {
                Assert.Equal(one.Durability == Durability.Full ? "full" : "normal", json.RootElement.GetProperty("durability").GetString());
            }

            Assert.True(mode != DurabilityMode.Normal || one.Durability == Durability.Normal);
            Assert.True(mode != DurabilityMode.Full || one.Durability == Durability.Full || one.Record.Kind is EntryKind.Closed or EntryKind.Sealed, $"{one.Record.Kind}");
        });
        Assert.True((await LogRig.VerifyAsync(_folder)).IsGood);
    }

    private Gate.Gate GateAt(DurabilityMode mode, Effect effect = Effect.Allow, Ledger.Ledger? ledger = null) => new(
        new GateServices
        {
            Rules = new RuleSetHolder(RuleSet.WithoutPolicies(effect)),
            Agents = _store.Agents,
            Keys = _store.Keys,
            Approvals = _store.Approvals,
            Incidents = _store.Incidents,
            Ledger = ledger ?? new Ledger.Ledger(_recorder, mode),
            Clock = TimeProvider.System,
            OnFault = static _ => { },
        },
        new GateOptions());

    private static ToolCall Call(bool? readOnly = null, CallKind kind = CallKind.Tool) => new()
    {
        Id = Ids.Call(TimeProvider.System.GetUtcNow()),
        Kind = kind,
        ActionType = ActionTypes.Of(kind),
        Target = CanonicalName.Of("write_note"),
        Upstream = "notes",
        Arguments = new Arguments("""{"text":"x"}"""u8.ToArray()),
        Caller = Caller.Local,
        Agent = new AgentRef("a1", false),
        Flow = new FlowKey(FlowKeySource.McpSession, "s1"),
        Definition = new ToolDefinition("hash", readOnly, null, null),
        ReceivedAt = TimeProvider.System.GetUtcNow(),
    };

    private sealed class Upstream(Action look, Task? hang = null) : IExecutor
    {
        private int _ran;

        public int Ran => Volatile.Read(ref _ran);

        public async ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct)
        {
            look();
            Interlocked.Increment(ref _ran);
            await (hang ?? Task.CompletedTask);
            return new ToolResult("""{"content":[]}"""u8.ToArray());
        }
    }
}
