using System.Globalization;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What intent costs a call: a verdict by lists, by transitions, by looking back over the longest path; and reading and moving a flow's path in the store.</summary>
[MemoryDiagnoser]
public class IntentBenchmarks
{
    private const string Head = "name: p\ndescription: d\nexpected_workflow: w\n";
    private static readonly FlowKey Flow = new(FlowKeySource.McpSession, "s");

    private readonly CanonicalName _fetch = CanonicalName.Of("fetch");
    private readonly CanonicalName[] _tools = [CanonicalName.Of("a"), CanonicalName.Of("b")];
    private IntentPolicy _few = null!;
    private IntentPolicy _many = null!;
    private IntentPolicy _transitions = null!;
    private IntentPolicy _never = null!;
    private IntentPath _short = IntentPath.Empty;
    private IntentPath _long = IntentPath.Empty;
    private DirectoryInfo _folder = null!;
    private SqliteStore _store = null!;
    private StoredPath _stored = StoredPath.Nothing;
    private int _turn;

    [GlobalSetup]
    public void Setup()
    {
        _few = Policy("allowed_tools: [fetch, read_*]\nforbidden_tools: [write_*, execute_*]\n");
        _many = Policy($"forbidden_tools: [{string.Join(", ", Enumerable.Range(0, 500).Select(static i => $"area{i}_*"))}]\n");
        _transitions = Policy($"allowed_transitions:\n{string.Concat(Enumerable.Range(0, 10).Select(static i => $"  s{i}: [s{(i + 1) % 10}, fetch]\n"))}  fetch: [s0]\n");
        _never = Policy("never_after: { fetch: [get_secret_*, read_private_*] }\n");
        for (var i = 0; i < IntentPath.MostTools; i++)
        {
            _long = _long.After("up", CanonicalName.Of(string.Create(CultureInfo.InvariantCulture, $"tool_{i}"))) ?? _long;
            _short = i < 5 ? _long : _short;
        }

        _short = _short.After("up", CanonicalName.Of("s3"))!;
        _folder = Directory.CreateTempSubdirectory("pg-bench-");
        _store = SqliteStore.Open(_folder.FullName, TimeProvider.System);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _store.DisposeAsync().AsTask().Wait();
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public IntentStand Lists() => _few.Judge(_fetch, "up", IntentPath.Empty).Stand;

    [Benchmark]
    public IntentStand Lists500() => _many.Judge(_fetch, "up", IntentPath.Empty).Stand;

    [Benchmark]
    public IntentStand Transitions() => _transitions.Judge(_fetch, "up", _short).Stand;

    [Benchmark]
    public IntentStand LookBack512() => _never.Judge(_fetch, "up", _long).Stand;

    [Benchmark]
    public async Task<long> Read() => (await _store.IntentPaths.ReadAsync(Flow)).Version;

    [Benchmark]
    public async Task<bool> Move()
    {
        _stored = await _store.IntentPaths.ReadAsync(Flow);
        return await _store.IntentPaths.TryWriteAsync(Flow, _stored.Version, _stored.Path.After("up", _tools[_turn++ & 1])!);
    }

    private static IntentPolicy Policy(string yaml)
    {
        var loaded = IntentLoader.Load([new IntentSource("p.yaml", Head + yaml)]);
        return loaded.IsGood ? loaded.Policies[0] : throw new InvalidOperationException(string.Join('\n', loaded.Diagnostics));
    }
}
