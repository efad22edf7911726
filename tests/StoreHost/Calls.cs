using System.Text;
using PolicyGuard.Backends.Keys;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

/// <summary>
/// Calls through the real gate, all at once, and checkpoints published meanwhile, until killed; a bounded number of them, so that a host that is forgotten
/// does not fill the disk. Every second call changes something.
/// </summary>
internal sealed class Calls : IExecutor
{
    private static readonly ToolResult Result = new("""{"content":[{"type":"text","text":"done"}]}"""u8.ToArray());

    private const int MostCalls = 150;

    private readonly string _name;
    private readonly Action<string> _say;
    private readonly Ledger _ledger;
    private readonly Gate _gate;
    private readonly Publisher _publisher;

    public Calls(SqliteStore store, string folder, string name, DurabilityMode mode, TimeProvider clock, Action<string> say)
    {
        (_name, _say) = (name, say);
        _ledger = new Ledger(new Acknowledging(store.Ledger, say), mode);
        _gate = new Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(RuleSet.WithoutPolicies(Effect.Allow)), Agents = store.Agents, Keys = store.Keys, Approvals = store.Approvals, Incidents = store.Incidents,
                Ledger = _ledger, Clock = clock, OnFault = Console.Error.WriteLine,
            },
            new GateOptions());
        var keys = new LogKeys(store.Log, new SignerFiles(Path.Combine(folder, "keys")));
        _publisher = new Publisher(store.Log, keys, new SealMaker(store.Ledger, _ledger, clock), clock);
    }

    /// <summary>Goes on until killed.</summary>
    /// <param name="callers">How many call at once; each makes <see cref="MostCalls"/> calls.</param>
    /// <param name="longest">The longest text of an argument, in bytes.</param>
    public async Task RunAsync(int callers, int longest)
    {
        var work = Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller, longest)));
        await Task.WhenAll(work.Append(Task.Run(PublishAsync)));
    }

    public ValueTask<ToolResult> RunAsync(Permit permit, CancellationToken ct) => ValueTask.FromResult(Result);

    private async Task CallAsync(int caller, int longest)
    {
        var dice = new Random(caller);
        for (var i = 0; i < MostCalls; i++)
        {
            var now = TimeProvider.System.GetUtcNow();
            await _gate.InvokeAsync(
                new ToolCall
                {
                    Id = Ids.Call(now),
                    Kind = CallKind.Tool,
                    ActionType = "tool_call",
                    Target = CanonicalName.Of(i % 2 == 0 ? "write_file" : "read_file"),
                    Upstream = "files",
                    Arguments = new Arguments(Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', dice.Next(longest))}}"}""")),
                    Caller = Caller.Local,
                    Agent = new AgentRef($"{_name}-{caller}", false),
                    Flow = new FlowKey(FlowKeySource.McpSession, _name),
                    Definition = new ToolDefinition("d", i % 2 == 0 ? null : true, null, null),
                    ReceivedAt = now,
                },
                this,
                default);
        }
    }

    private async Task PublishAsync()
    {
        var last = 0L;
        while (true)
        {
            try
            {
                if (await _publisher.PublishAsync(default) is { } published && published.Size != last)
                {
                    last = published.Size;
                    _say($"checkpoint {published.Size} {Convert.ToBase64String(published.Note.Span)}");
                }
            }
            catch (LedgerException e)
            {
                _say($"unpublished {e.Message}");
            }

            await Task.Delay(2);
        }
    }
}
