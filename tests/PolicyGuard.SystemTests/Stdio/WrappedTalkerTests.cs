using System.Diagnostics;
using System.Text.Json;
using PolicyGuard.SystemTests.Cli;

namespace PolicyGuard.SystemTests.Stdio;

/// <summary>The whole program, <c>policyguard wrap</c>, in front of the talker.</summary>
public sealed class WrappedTalkerTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task However_the_wrap_dies_nothing_of_the_server_lives_on(string signal)
    {
        using var program = Start();
        await InitializeAsync(program);
        var pids = new List<int>();
        foreach (var how in new[] { "group", "session", "orphan" })
        {
            var result = (await CallAsync(program, "spawn", $$"""{"how":"{{how}}"}""")).GetProperty("result");
            pids.AddRange(result.GetProperty("pid").GetInt32(), result.GetProperty("mine").GetInt32());
        }

        Assert.All(pids, pid => Assert.True(Talker.Lives(pid)));
        using (var kill = Process.Start("kill", [$"-{signal}", $"{program.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await program.WaitForExitAsync().WaitAsync(Talker.Long);
        await Talker.EventuallyAsync(() => !pids.Exists(Talker.Lives), "everything dies with the wrap");
    }

    [Fact]
    public async Task The_server_sees_what_the_client_configured_for_it_and_nothing_that_configures_us()
    {
        _playground.Variables["GITHUB_TOKEN"] = "for the server";
        _playground.Variables["POLICYGUARD_DATA_DIR"] = Path.Combine(_playground.Home, "data");
        _playground.Variables["MCPGUARD_SECRET"] = "ours";
        using var program = Start();
        await InitializeAsync(program);

        var environment = (await CallAsync(program, "env")).GetProperty("result").GetProperty("env");

        Assert.Equal("for the server", environment.GetProperty("GITHUB_TOKEN").GetString());
        Assert.False(environment.TryGetProperty("POLICYGUARD_DATA_DIR", out _));
        Assert.False(environment.TryGetProperty("MCPGUARD_SECRET", out _));
        program.StandardInput.Close();
        await program.WaitForExitAsync().WaitAsync(Talker.Long);
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task What_is_piped_in_is_answered_to_the_last_line_even_without_its_line_end()
    {
        using var program = Start();
        await InitializeAsync(program);
        for (var i = 10; i < 60; i++)
        {
            await program.StandardInput.WriteLineAsync($$$$"""{"jsonrpc":"2.0","id":{{{{i}}}},"method":"tools/call","params":{"name":"echo","arguments":{}}}""");
        }

        await program.StandardInput.WriteAsync("""{"jsonrpc":"2.0","id":60,"method":"tools/call","params":{"name":"echo","arguments":{}}}""");
        program.StandardInput.Close();

        var lines = (await program.StandardOutput.ReadToEndAsync().WaitAsync(Talker.Long)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(10, 51), lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32()).Order());
    }

    private Process Start()
    {
        var program = _playground.Start("wrap", "--", Talker.Interpreter(), Talker.Script);
        _ = program.StandardError.ReadToEndAsync(); // It must not wait for us.
        return program;
    }

    private static async Task InitializeAsync(Process program)
    {
        await program.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""");
        await program.StandardOutput.ReadLineAsync().WaitAsync(Talker.Long);
        await program.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    private static async Task<JsonElement> CallAsync(Process program, string tool, string arguments = "{}")
    {
        await program.StandardInput.WriteLineAsync($$$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{{tool}}}}","arguments":{{{{arguments}}}}}}""");
        return JsonDocument.Parse((await program.StandardOutput.ReadLineAsync().WaitAsync(Talker.Long))!).RootElement;
    }
}
