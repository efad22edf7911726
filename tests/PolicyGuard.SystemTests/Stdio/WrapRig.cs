using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Stdio;
using PolicyGuard.Ledger;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>A wrap of the talker within the test's own process: real pipes, real store, real gate, real child.</summary>
internal sealed class WrapRig : IAsyncDisposable
{
    private const string Policy = """
        policyguard: 1
        name: test
        default: allow
        rules:
          - id: no
            tools: ["forbidden"]
            effect: deny
            message: not this one
        """;

    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;
    private readonly AnonymousPipeServerStream _toFront = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _fromFront = new(PipeDirection.In);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly Task _reading;

    public WrapRig(string[]? command = null, RpcLimits? limits = null, TimeSpan? timeout = null, bool reads = true, Func<PolicyGuard.Sqlite.SqliteStore, Caller>? caller = null)
    {
        command ??= [Talker.Interpreter(), Talker.Script];
        _store = _folder.Open();
        var loaded = PolicyLoader.Load([new PolicySource("test.yaml", Policy)], Effect.Allow);
        var gate = new Gate.Gate(
            new GateServices
            {
                Rules = new RuleSetHolder(loaded.Rules!),
                Agents = _store.Agents,
                Keys = _store.Keys,
                Approvals = _store.Approvals,
                Incidents = _store.Incidents,
                Ledger = new Ledger.Ledger(_store.Ledger, DurabilityMode.Normal),
                Clock = TimeProvider.System,
                OnFault = Log.Enqueue,
            },
            new GateOptions());
        var options = new GatewayOptions
        {
            Message = limits ?? RpcLimits.Default,
            Upstreams = [new UpstreamOptions { Name = "talker", Command = command[0], Args = command[1..], Timeout = timeout ?? Talker.Long }],
        };
        Running = Task.Run(() => WrapHost.RunAsync(
            new AnonymousPipeClientStream(PipeDirection.In, _toFront.ClientSafePipeHandle),
            new AnonymousPipeClientStream(PipeDirection.Out, _fromFront.ClientSafePipeHandle),
            options, gate, new GatewayServices { Pins = _store.ToolPins, Keys = _store.Keys, StdioCaller = caller?.Invoke(_store) ?? Caller.Local, OnFault = Log.Enqueue }, TimeProvider.System, Stop.Token));
        _reading = reads ? Task.Run(ReadAsync) : Task.CompletedTask;
    }

    public PolicyGuard.Sqlite.SqliteStore Store => _store;

    public Task Running { get; }

    public CancellationTokenSource Stop { get; } = new();

    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Every line that came back.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public Func<JsonElement, Task>? OnRequest { get; set; }

    public async Task WriteAsync(string line) => await WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task WriteAsync(byte[] bytes) => await _toFront.WriteAsync(bytes);

    public void CloseInput() => _toFront.Dispose();

    /// <summary>Sends a request with a raw id and waits for the message that answers it.</summary>
    public async Task<JsonElement> AskAsync(string id, string method, string parameters)
    {
        var waiting = Expect(id);
        await WriteAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        return await waiting.WaitAsync(Talker.Long);
    }

    public Task<JsonElement> CallAsync(string id, string tool, string arguments = "{}", string meta = "{}") =>
        AskAsync(id, "tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}},"_meta":{{meta}}}""");

    public Task<JsonElement> Expect(string id) => _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task InitializeAsync()
    {
        await AskAsync("0", "initialize", """{"protocolVersion":"2025-11-25","capabilities":{"sampling":{}},"clientInfo":{"name":"rig","version":"1"}}""");
        await WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public async Task<List<StoredEntry>> EntriesAsync(EntryKind kind)
    {
        var entries = new List<StoredEntry>();
        await foreach (var entry in _store.Ledger.ReadAsync(new LedgerQuery { Kind = kind, Limit = 1000 }))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop.CancelAsync();
        await Running.WaitAsync(Talker.Long).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _toFront.Dispose();
        _fromFront.Dispose();
        await _reading;
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private async Task ReadAsync()
    {
        using var reader = new StreamReader(_fromFront, new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                Lines.Enqueue(line);
                var message = JsonDocument.Parse(line).RootElement;
                if (message.TryGetProperty("method", out _))
                {
                    await (OnRequest?.Invoke(message) ?? Task.CompletedTask);
                }
                else
                {
                    _waiting.GetOrAdd(message.GetProperty("id").GetRawText(), _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(message);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The rig is taken down.
        }
    }
}
