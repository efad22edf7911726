using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What a decision costs, by the number of rules. A tenth of the rules are exact names, the rest beginnings, endings and regular expressions.</summary>
[MemoryDiagnoser]
public class RulesDecisionBenchmarks
{
    private RuleSet _rules = null!;
    private RuleQuery _default;
    private RuleQuery _allowed;
    private RuleQuery _denied;
    private RuleQuery _arguments;

    [Params(10, 100, 1_000, 10_000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var yaml = new StringBuilder("policyguard: 1\nname: bench\nrules:\n");
        yaml.Append("  - { id: allow, tools: [read_*], effect: allow }\n");
        yaml.Append("  - { id: deny, tools: [delete_*], effect: deny }\n");
        yaml.Append("  - { id: path, tools: [write_file], args: { \"path|file\": \"/etc/*\" }, effect: deny }\n");
        for (var i = 3; i < Rules; i++)
        {
            var tool = (i % 10) switch
            {
                0 => $"tool{i}_run",
                1 or 2 => $"*_suffix{i}",
                3 => $"*mid{i}*",
                _ => $"area{i % 97}_thing{i}_*",
            };
            yaml.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, tools: [\"{tool}\"], trust_below: high, effect: deny }}\n");
        }

        var result = PolicyLoader.Load([new PolicySource("bench.yaml", yaml.ToString())], Effect.Allow);
        _rules = result.Rules ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        _default = Query("fetch_page", "{}");
        _allowed = Query("files__read_file", """{"path":"/data/report.txt"}""");
        _denied = Query("delete_file", "{}");
        _arguments = Query("write_file", """{"path":"/data/report.txt","text":"hello","options":{"append":true,"mode":420}}""");
    }

    [Benchmark(Baseline = true)]
    public Effect AllowedByDefault() => _rules.Decide(_default).Effect;

    [Benchmark]
    public Effect AllowedByRule() => _rules.Decide(_allowed).Effect;

    [Benchmark]
    public Effect DeniedByRule() => _rules.Decide(_denied).Effect;

    [Benchmark]
    public Effect AllowedAfterLookingAtArguments() => _rules.Decide(_arguments).Effect;

    private static RuleQuery Query(string tool, string arguments) => new()
    {
        Target = CanonicalName.Of(tool),
        Upstream = "files",
        ActionType = "tool_call",
        Trust = TrustLevel.Medium,
        Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
        Context = CallContext.Empty,
    };
}
