using System.Text;
using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary><c>policyguard scan</c> as a process.</summary>
public sealed class ScanCommandTests : IDisposable
{
    private const string Bad = "import os\n@mcp.tool()\ndef t(x: str):\n    os.system(x)\n";

    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task A_critical_finding_ends_with_1_and_shows_its_way()
    {
        _playground.Write("a.py", Bad);
        var outcome = await _playground.RunAsync("scan", "a.py");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("a.py:4:5: critical STATIC-101", outcome.Out);
        Assert.Contains("    a.py:3: `x` is chosen by the agent", outcome.Out);
        Assert.Contains("in 1 file", outcome.Error);
    }

    [Fact]
    public async Task Lesser_findings_end_with_0_unless_asked_otherwise()
    {
        _playground.Write("a.py", "import pickle\n");
        Assert.Equal(0, (await _playground.RunAsync("scan", "a.py")).Code);
        Assert.Equal(1, (await _playground.RunAsync("scan", "a.py", "--fail-on", "high")).Code);
    }

    [Fact]
    public async Task A_path_that_is_not_there_ends_with_1_and_the_others_are_scanned_all_the_same()
    {
        _playground.Write("a.py", "import socket\n");
        var outcome = await _playground.RunAsync("scan", "nowhere.py", "a.py");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("nowhere.py: no such file", outcome.Error);
        Assert.Contains("STATIC-017", outcome.Out);
    }

    [Fact]
    public async Task A_folder_is_one_project_and_what_was_left_out_is_named()
    {
        _playground.Write("pkg/tools.py", "from pkg.shell import run\n@mcp.tool()\ndef t(x: str):\n    run(x)\n");
        _playground.Write("pkg/shell.py", "import os\ndef run(v):\n    os.system(v)\n");
        _playground.Write("node_modules/x.py", Bad);
        File.WriteAllBytes(Path.Combine(_playground.Folder, "x.bin"), [0, 1, 2]);
        File.CreateSymbolicLink(Path.Combine(_playground.Folder, "link.py"), "/etc/passwd");
        var outcome = await _playground.RunAsync("scan", ".", "--json");
        using var json = JsonDocument.Parse(outcome.Out);
        var flow = json.RootElement.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("rule").GetString() == "STATIC-101");
        Assert.Equal("pkg/shell.py", flow.GetProperty("file").GetString()!.Replace("./", ""));
        Assert.EndsWith("pkg/tools.py", flow.GetProperty("flow")[0].GetProperty("file").GetString());
        var skipped = json.RootElement.GetProperty("skipped").EnumerateArray().Select(static skipped => Path.GetFileName(skipped.GetProperty("file").GetString())).Order(StringComparer.Ordinal);
        Assert.Equal(["link.py", "node_modules", "x.bin"], skipped);
    }

    [Fact]
    public async Task A_secret_is_found_in_any_file_and_not_repeated()
    {
        const string Key = "AKIAQ7ZLM3XN5VTPR2WD";
        _playground.Write("conf/settings.ini", $"\n\nkey = {Key}\n");
        var outcome = await _playground.RunAsync("scan", ".");
        Assert.Contains("settings.ini:3:7: high STATIC-300", outcome.Out);
        Assert.DoesNotContain(Key, outcome.Out + outcome.Error);
    }

    [Fact]
    public async Task A_SARIF_log_is_JSON_of_that_version()
    {
        _playground.Write("a.py", Bad);
        using var log = JsonDocument.Parse((await _playground.RunAsync("scan", "a.py", "--sarif")).Out);
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        Assert.Contains(log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray(), static result => result.GetProperty("ruleId").GetString() == "STATIC-101");
    }

    [Fact]
    public async Task Bytes_in_another_encoding_are_read_by_it_and_wrong_ones_are_told()
    {
        File.WriteAllBytes(Path.Combine(_playground.Folder, "latin.py"), Encoding.Latin1.GetBytes("# -*- coding: latin-1 -*-\nname = 'é'\n" + Bad));
        File.WriteAllBytes(Path.Combine(_playground.Folder, "wrong.py"), [.. Encoding.Latin1.GetBytes("name = 'é'\n" + Bad)]);
        var outcome = await _playground.RunAsync("scan", ".");
        Assert.Contains("latin.py:6:5: critical STATIC-101", outcome.Out);
        Assert.Contains("wrong.py:5:5: critical STATIC-101", outcome.Out);
        Assert.Contains("wrong.py:1:1: info STATIC-000", outcome.Out);
        Assert.DoesNotContain("latin.py:1:1: info", outcome.Out);
    }

    [Fact]
    public async Task A_name_in_the_file_cannot_steer_the_terminal()
    {
        _playground.Write("a\u001b[2J.py", Bad);
        var outcome = await _playground.RunAsync("scan", ".");
        Assert.DoesNotContain('\u001b', outcome.Out);
        Assert.Contains("\\u001B", outcome.Out);
    }
}
