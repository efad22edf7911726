using System.Diagnostics;
using System.Text.Json;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Governance;

/// <summary>The governance tools on standard input and output, as desktop clients start them.</summary>
public sealed class StdioTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task Four_processes_that_ask_forty_times_each_leave_a_hundred_and_sixty_entries()
    {
        // The earlier program kept 4 of 160, and told every caller that all was well.
        var data = Path.Combine(_playground.Home, "data");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async process =>
        {
            using var started = _playground.Start("governance", "--data-dir", data, "--default-action", "allow");
            _ = started.StandardError.ReadToEndAsync();
            var allowed = 0;
            for (var i = 0; i < 40; i++)
            {
                await started.StandardInput.WriteLineAsync(Call(i, "validate_action", $$"""{"action_type":"tool_call","target":"look_at_{{i}}","agent_id":"agent-{{process}}-{{i}}"}"""));
                var line = await started.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
                allowed += JsonDocument.Parse(line!).RootElement.GetProperty("result").GetProperty("structuredContent").GetProperty("allowed").GetBoolean() ? 1 : 0;
            }

            await EndAsync(started);
            return allowed;
        }));
        Assert.Equal([40, 40, 40, 40], answers);
        var log = await _playground.RunAsync("audit", "query", "--data-dir", data, "--kind", "advised", "--limit", "1000", "--json");
        Assert.Equal(160, log.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var agents = await _playground.RunAsync("agent", "list", "--data-dir", data, "--json");
        Assert.Equal(160, agents.Out.Split("\"agent-").Length - 1);
    }

    [Fact]
    public async Task Serving_on_stdio_puts_them_before_the_upstreams_tools_and_a_policy_made_there_holds_the_next_call()
    {
        var files = Path.Combine(_playground.Home, "files");
        using var started = _playground.Start(
            "serve", "--transport", "stdio", "--data-dir", Path.Combine(_playground.Home, "data"), "--default-action", "allow",
            "--upstream", $"files=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {files}",
            "--upstream", $"more=dotnet {Path.Combine(AppContext.BaseDirectory, "FilesServer.dll")} {files}");
        _ = started.StandardError.ReadToEndAsync();
        await started.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        Assert.Contains("validate_action", (await AnswerAsync(started, 0)).GetProperty("result").GetProperty("instructions").GetString(), StringComparison.Ordinal);
        await started.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await started.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        var names = (await AnswerAsync(started, 1)).GetProperty("result").GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!).ToList();
        Assert.Equal(GovernanceDefinitions.Names, names.Take(6));
        Assert.Contains("files__list_files", names);
        Assert.Contains("more__list_files", names);
        await started.StandardInput.WriteLineAsync(Call(2, "files__list_files", "{}"));
        Assert.False((await AnswerAsync(started, 2)).GetProperty("result").TryGetProperty("_meta", out _));
        await started.StandardInput.WriteLineAsync(Call(3, "create_policy", """{"policy_id":"no","name":"No","rules":[{"condition":{"tool_pattern":"list_*"},"action":"deny"}]}"""));
        Assert.True((await AnswerAsync(started, 3)).GetProperty("result").GetProperty("structuredContent").GetProperty("success").GetBoolean());
        await started.StandardInput.WriteLineAsync(Call(4, "files__list_files", "{}"));
        Assert.Equal("policy.rule", GovernanceRig.ReasonOf((await AnswerAsync(started, 4)).GetProperty("result")));
        await EndAsync(started);
        Assert.Equal(0, started.ExitCode);
    }

    private static string Call(int id, string tool, string arguments) =>
        $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}} }}""";

    private static async Task<JsonElement> AnswerAsync(Process process, int id)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            var message = JsonDocument.Parse(line).RootElement;
            if (message.TryGetProperty("id", out var answered) && answered.GetInt32() == id && !message.TryGetProperty("method", out _))
            {
                return message;
            }
        }

        throw new InvalidOperationException("the program ended");
    }

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }
}
