using System.Text;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What the policies that ship cost: reading them, and deciding a call by them.</summary>
[MemoryDiagnoser]
public class RulesShippedBenchmarks
{
    private PolicySource _source = null!;
    private RuleSet _rules = null!;
    private RuleQuery _small;
    private RuleQuery _large;

    [Params("starter", "strict", "minimal")]
    public string Policy { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _source = StarterPolicies.Source(Policy);
        _rules = Load().Rules!;
        _small = Query("""{"path":"docs/report.txt","text":"hello"}""");
        _large = Query($$"""{"path":"docs/report.txt","text":"{{new string('x', 1_000_000)}}"}""");
    }

    [Benchmark]
    public PolicyLoadResult Load() => PolicyLoader.Load([_source], null);

    [Benchmark]
    public Effect Decide() => _rules.Decide(_small).Effect;

    [Benchmark]
    public Effect DecideOneMegabyte() => _rules.Decide(_large).Effect;

    private static RuleQuery Query(string arguments) => new()
    {
        Target = CanonicalName.Of("read_file"),
        Upstream = "files",
        ActionType = "tool_call",
        Trust = TrustLevel.Medium,
        Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
        Context = CallContext.Empty,
    };
}
