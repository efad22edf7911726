using System.Text.Json;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>A tool that is not what it was.</summary>
public sealed class ToolCommandTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task A_changed_tool_is_refused_until_it_is_accepted_while_the_gateway_runs()
    {
        await using (var store = SqliteStore.Open(Data, TimeProvider.System))
        {
            await store.ToolPins.PinAsync("files", "list_files", new string('0', 64), """{"name":"list_files","description":"Lists \u001b[2J files."}""");
        }

        await using var served = await Served.StartAsync(
            _playground, "--upstream", $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {Path.Combine(_playground.Home, "files")}");
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") == "tool.changed", () => served.Error);
        Assert.Null(await served.ReasonAsync("read_file", """{"path":"reports/q3.md"}"""));

        var list = await _playground.RunAsync("tool", "list", "--changed", "--data-dir", Data);
        Assert.Equal(0, list.Code);
        Assert.StartsWith("changed  files  list_files", list.Out);
        Assert.DoesNotContain('\u001b', list.Out);
        using (var json = JsonDocument.Parse((await _playground.RunAsync("tool", "list", "--changed", "--json", "--data-dir", Data)).Out))
        {
            Assert.Equal("Lists the files.", json.RootElement[0].GetProperty("changed_definition").GetProperty("description").GetString());
        }

        Assert.Equal(0, (await _playground.RunAsync("tool", "accept", "files", "list_files", "--data-dir", Data)).Code);
        await Until.TrueAsync(async () => await served.ReasonAsync("list_files") is null, () => served.Error);
        Assert.Equal(1, (await _playground.RunAsync("tool", "accept", "files", "list_files", "--data-dir", Data)).Code);
        Assert.Contains("event.tool_accepted", (await _playground.RunAsync("audit", "query", "--kind", "event", "--data-dir", Data)).Out);
    }

    [Fact]
    public async Task Accepting_makes_no_database()
    {
        var run = await _playground.RunAsync("tool", "accept", "files", "list_files", "--data-dir", Data);
        Assert.Equal(3, run.Code);
        Assert.False(Directory.Exists(Data));
    }
}
