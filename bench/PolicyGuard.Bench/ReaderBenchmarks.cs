using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using PolicyGuard.Calls;

namespace PolicyGuard.Bench;

/// <summary>
/// Reading a <c>tools/call</c>: the strict reader beside the runtime's parser, which checks less and finds no members yet. The strict run
/// of the runtime's parser refuses duplicate members too.
/// </summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private byte[] _message = [];

    /// <summary>The length of the message in bytes, about.</summary>
    [Params(200, 10_000, 100_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Make()
    {
        // Small records, as tools take and give them: many names, short values.
        var text = new StringBuilder("""{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"_meta":{"progressToken":17},"name":"update_records","arguments":{"table":"orders","rows":[""");
        for (var i = 0; text.Length < Bytes - 60; i++)
        {
            text.Append(i == 0 ? "" : ",").Append($$"""{"id":{{i}},"customer":"Ada Lovelace","city":"Z\u00fcrich","amount":{{i}}.50,"paid":true,"tags":["new","eu"]}""");
        }

        _message = Encoding.UTF8.GetBytes(text.Append("]}}}").ToString());
    }

    [Benchmark(Baseline = true)]
    public bool Reader() => RpcReader.TryRead(_message, RpcLimits.Default, out _, out _);

    [Benchmark]
    public JsonValueKind DocumentParse()
    {
        using var json = JsonDocument.Parse(_message);
        return json.RootElement.ValueKind;
    }

    [Benchmark]
    public JsonValueKind DocumentParseStrict()
    {
        using var json = JsonDocument.Parse(_message, Strict);
        return json.RootElement.ValueKind;
    }
}
