using System.Buffers;
using System.Text.Json;
using PolicyGuard.Scan;
using PolicyGuard.Scan.Output;

namespace PolicyGuard.Tests.Scan;

/// <summary>What other programs read.</summary>
public sealed class SarifTests
{
    private const string Code = "import os\n@mcp.tool()\ndef t(x: str):\n    y = x\n    os.system(y)\n";

    [Fact]
    public void A_log_has_a_rule_for_every_result_and_a_flow_from_source_to_sink()
    {
        var log = Write(static (writer, report) => Sarif.Write(writer, report, "1.2.3"), "tools/my server.py");
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(static rule => rule.GetProperty("id").GetString()).ToList();
        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.All(results, result => Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]));

        var flow = results.Single(static result => result.GetProperty("ruleId").GetString() == "STATIC-101");
        Assert.Equal("error", flow.GetProperty("level").GetString());
        var place = flow.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("tools/my%20server.py", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((5, 5), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
        var lines = flow.GetProperty("codeFlows")[0].GetProperty("threadFlows")[0].GetProperty("locations").EnumerateArray()
            .Select(static step => step.GetProperty("location").GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal([3, 4, 5], lines);
    }

    [Fact]
    public void A_result_keeps_its_fingerprint_when_lines_are_put_in_above_it()
    {
        Assert.Equal(Fingerprints(Code), Fingerprints("\n\n\n" + Code));
        Assert.NotEqual(Fingerprints(Code), Fingerprints(Code.Replace("x", "z", StringComparison.Ordinal)));

        static List<string?> Fingerprints(string code) =>
            [.. Write(static (writer, report) => Sarif.Write(writer, report, "1"), "a.py", code).GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Select(static result => result.GetProperty("partialFingerprints").GetProperty("policyguard/v1").GetString())];
    }

    [Theory]
    [InlineData("/a/b c.py", "file:///a/b%20c.py")]
    [InlineData("./a#1.py", "a%231.py")]
    [InlineData("a/../é.py", "a/../%C3%A9.py")]
    [InlineData("C:\\x\\y.py", "file:///C:/x/y.py")]
    public void Names_of_files_become_URIs(string file, string uri)
    {
        var log = Write(static (writer, report) => Sarif.Write(writer, report, "1"), file);
        Assert.Equal(uri, log.GetProperty("runs")[0].GetProperty("results")[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
    }

    [Fact]
    public void What_was_not_scanned_is_in_the_log_too()
    {
        var log = Write(static (writer, report) => Sarif.Write(writer, report with { Skipped = [("x.bin", "binary")] }, "1"), "a.py");
        Assert.Equal("not scanned: binary", log.GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public void Our_own_JSON_counts_by_severity_and_tells_the_flow()
    {
        var json = Write(ScanJson.Write, "a.py");
        Assert.Equal(2, json.GetProperty("counts").GetProperty("critical").GetInt32());
        var flow = json.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("rule").GetString() == "STATIC-101");
        Assert.Equal("critical", flow.GetProperty("severity").GetString());
        Assert.Equal(78, flow.GetProperty("cwe").GetInt32());
        Assert.Equal(3, flow.GetProperty("flow").GetArrayLength());
    }

    private static JsonElement Write(Action<Utf8JsonWriter, ScanReport> write, string file, string code = Code)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer, new ScanReport(new PythonScanner().Scan(file, code), 1, []));
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }
}
