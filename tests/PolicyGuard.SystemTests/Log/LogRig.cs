using System.Text;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Notes;
using PolicyGuard.Ledger.Verification;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Sqlite;
using PolicyGuard.Text;

namespace PolicyGuard.SystemTests.Log;

/// <summary>A real gate over a real store in a folder, and what publishes and verifies its log.</summary>
internal sealed class LogRig : IAsyncDisposable
{
    private readonly bool _owner;
    private readonly IExecutor _upstream = new Upstream();

    private LogRig(TempFolder folder, bool owner)
    {
        (Folder, _owner) = (folder, owner);
        Store = folder.Open();
        Ledger = new PolicyGuard.Ledger.Ledger(Store.Ledger, DurabilityMode.Normal);
        Keys = new LogKeys(Store.Log, new SignerFiles(Path.Combine(folder.Path, "keys")));
        Publisher = new Publisher(Store.Log, Keys, new SealMaker(Store.Ledger, Ledger, TimeProvider.System), TimeProvider.System);
        Gate = new PolicyGuard.Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Allow)),
                Agents = Store.Agents,
                Keys = Store.Keys,
                Approvals = Store.Approvals,
                Incidents = Store.Incidents,
                Ledger = Ledger,
                Clock = TimeProvider.System,
                OnFault = static fault => throw new InvalidOperationException(fault),
            },
            new GateOptions());
    }

    public TempFolder Folder { get; }

    public SqliteStore Store { get; }

    public PolicyGuard.Ledger.Ledger Ledger { get; }

    public LogKeys Keys { get; }

    public Publisher Publisher { get; }

    public PolicyGuard.Gate.Gate Gate { get; }

    public static LogRig Start() => new(new TempFolder(), owner: true);

    /// <summary>On a folder that is somebody else's, as another process has it.</summary>
    public static LogRig On(TempFolder folder) => new(folder, owner: false);

    /// <summary>A log of some entries under several checkpoints, closed; the last few entries are not signed for.</summary>
    public static async Task<TempFolder> MakeAsync(int calls = 600, int unsigned = 5)
    {
        var folder = new TempFolder();
        await using var rig = new LogRig(folder, owner: false);
        for (var done = 0; done < calls; done += 75)
        {
            await rig.CallAsync(Math.Min(75, calls - done));
            await rig.PublishAsync();
        }

        await rig.CallAsync(unsigned);
        return folder;
    }

    /// <summary>Calls a tool so many times; each leaves two entries.</summary>
    public async Task CallAsync(int times, string tool = "write_note", string more = "")
    {
        for (var i = 0; i < times; i++)
        {
            await Gate.InvokeAsync(Call(tool, $$"""{"text":"note {{i}}{{more}}"}"""), _upstream, CancellationToken.None);
        }
    }

    public async Task<StoredCheckpoint> PublishAsync() =>
        await Publisher.PublishAsync(CancellationToken.None) ?? throw new InvalidOperationException("nothing was published");

    /// <summary>Verifies the folder as somebody does who only reads it.</summary>
    public static async Task<VerificationReport> VerifyAsync(TempFolder folder, NoteKey? pinned = null, ReadOnlyMemory<byte>? against = null)
    {
        await using var store = SqliteStore.OpenReadOnly(folder.Path, TimeProvider.System);
        var verifier = new LogVerifier(store.Scan, await store.Log.ExtentAsync(default), await store.Log.KeyLinksAsync(default)) { Pinned = pinned, Against = against };
        return verifier.Run(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Store.DisposeAsync();
        if (_owner)
        {
            Folder.Dispose();
        }
    }

    private static ToolCall Call(string tool, string arguments) => new()
    {
        Id = Ids.Call(TimeProvider.System.GetUtcNow()),
        Kind = CallKind.Tool,
        ActionType = ActionTypes.Of(CallKind.Tool),
        Target = CanonicalName.Of(tool),
        Upstream = "notes",
        Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
        Caller = Caller.Local,
        Agent = new AgentRef("a1", false),
        Flow = new FlowKey(FlowKeySource.McpSession, "s1"),
        Definition = new ToolDefinition("hash", null, null, null),
        ReceivedAt = TimeProvider.System.GetUtcNow(),
    };

    private sealed class Upstream : IExecutor
    {
        public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) =>
            ValueTask.FromResult(new ToolResult("""{"content":[{"type":"text","text":"ok"}]}"""u8.ToArray()));
    }
}
