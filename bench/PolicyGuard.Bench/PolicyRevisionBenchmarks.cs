using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Rules;
using PolicyGuard.Sqlite;

namespace PolicyGuard.Bench;

/// <summary>What it costs a call to ask the store whether policies changed, and what it costs the first call after they did.</summary>
[MemoryDiagnoser]
public class PolicyRevisionBenchmarks
{
    private string _folder = "";
    private SqliteStore _store = null!;
    private RulesInForce _rules = null!;

    /// <summary>Policies made at run time, of ten rules each.</summary>
    [Params(1, 100)]
    public int Policies { get; set; }

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup()
    {
        _store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SetupAsync()
    {
        _folder = Directory.CreateTempSubdirectory("policyguard-bench-").FullName;
        _store = SqliteStore.Open(_folder, TimeProvider.System);
        for (var i = 0; i < Policies; i++)
        {
            await PutAsync(i);
        }

        _rules = await RulesInForce.StartAsync(_store.Policies, [], Effect.Allow, default);
    }

    [Benchmark]
    public ValueTask<RuleSet> Unchanged() => _rules.Holder.LatestAsync(default);

    /// <summary>Storing included, which waits for the disk.</summary>
    [Benchmark]
    public async Task<RuleSet> Changed()
    {
        await PutAsync(0);
        return await _rules.Holder.LatestAsync(default);
    }

    /// <summary>Storing alone, to subtract.</summary>
    [Benchmark]
    public Task Stored() => PutAsync(0);

    private async Task PutAsync(int i)
    {
        var rules = string.Join(',', Enumerable.Range(0, 10).Select(rule => $$$"""{"condition":{"tool_pattern":"tool_{{{i}}}_{{{rule}}}_*"},"action":"deny"}"""));
        await _store.Policies.PutAsync($"p{i}", $$"""{"id":"p{{i}}","rules":[{{rules}}]}""", true, "bench");
    }
}
