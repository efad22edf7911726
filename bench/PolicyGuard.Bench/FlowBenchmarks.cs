using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Text;

namespace PolicyGuard.Bench;

/// <summary>What it costs to judge a call by its flow, and to remember a result. The flow remembers 10,000 values and the words around them.</summary>
[MemoryDiagnoser]
public class FlowBenchmarks
{
    private static readonly FlowKey Flow = new(FlowKeySource.McpSession, "s1");
    private static readonly FlowKey Other = new(FlowKeySource.McpSession, "s2");
    private static readonly FlowKey Fresh = new(FlowKeySource.McpSession, "s3");

    private readonly FlowBook _book = new(PrintKey.New(), new TaintOptions(), TimeProvider.System);
    private FlowWatch _watch = null!;
    private ToolCall _known = null!;
    private ToolCall _unknown = null!;
    private ToolCall _mail = null!;
    private ToolCall _fresh = null!;
    private ToolCall _read = null!;
    private ReadOnlyMemory<byte> _page;
    private ReadOnlyMemory<byte> _records;

    [GlobalSetup]
    public void Setup()
    {
        _watch = new FlowWatch(_book);
        _book.Say(Flow, "Summarise the pages and write to alice@corp.example.");
        var fetch = Call(Flow, "fetch", """{"url":"https://a.example"}""");
        for (var i = 0; i < 10; i++)
        {
            var text = new StringBuilder();
            for (var n = 0; n < 1000; n++)
            {
                text.Append(CultureInfo.InvariantCulture, $"user{i}x{n}@host{n}.example ");
            }

            _watch.Remember(fetch, FlowVerdict.Silent, Result(text.ToString()), hasFindings: false);
        }

        _known = Call(Flow, "send_message", """{"recipient":"user3x77@host77.example","text":"hello"}""");
        _unknown = Call(Flow, "send_message", """{"recipient":"nobody@nowhere.example","text":"hello"}""");
        _mail = Call(Flow, "send_email", JsonSerializer.Serialize(new Dictionary<string, string> { ["to"] = "alice@corp.example", ["body"] = Prose(2_000) }));
        _fresh = Call(Fresh, "send_message", """{"recipient":"nobody@nowhere.example","text":"hello"}""");
        _read = Call(Other, "fetch", """{"url":"https://b.example"}""");
        _page = Result(Prose(10_000));
        _records = Result(string.Concat(Enumerable.Range(0, 60).Select(static i => $"- id: {i}\n  amount: {i}.50\n  recipient: CH93007620116238{i:D5}\n  sender: me\n  subject: rent for the month of {i}\n  date: '2026-01-02'\n")));
    }

    [Benchmark(Baseline = true)]
    public Effect An_argument_that_was_seen() => _watch.Judge(_known).Effect;

    [Benchmark]
    public Effect An_argument_that_was_seen_nowhere() => _watch.Judge(_unknown).Effect;

    [Benchmark]
    public Effect A_mail_of_2_KB() => _watch.Judge(_mail).Effect;

    [Benchmark]
    public Effect A_flow_that_remembers_nothing() => _watch.Judge(_fresh).Effect;

    [Benchmark]
    public FlowEvent? Remember_10_KB_of_prose() => _watch.Remember(_read, FlowVerdict.Silent, _page, hasFindings: false);

    [Benchmark]
    public FlowEvent? Remember_8_KB_of_records() => _watch.Remember(_read, FlowVerdict.Silent, _records, hasFindings: false);

    private static string Prose(int length)
    {
        string[] words = ["report", "market", "the", "rose", "slightly", "unemployment", "while", "analysts", "expected", "of", "growth", "in", "figures", "a", "quarter", "and"];
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(words[((i * 7) + (i / 16)) % words.Length]).Append(i % 12 == 11 ? ". " : " ");
        }

        return text.ToString();
    }

    private static ReadOnlyMemory<byte> Result(string text) => Encoding.UTF8.GetBytes("{\"content\":[{\"type\":\"text\",\"text\":" + JsonSerializer.Serialize(text) + "}]}");

    private static ToolCall Call(FlowKey flow, string tool, string arguments) => new()
    {
        Id = "call_1",
        Kind = CallKind.Tool,
        ActionType = "tool_call",
        Target = CanonicalName.Of(tool),
        Upstream = "up",
        Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
        Caller = Caller.Local,
        Agent = new AgentRef("agent", false),
        Flow = flow,
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };
}
