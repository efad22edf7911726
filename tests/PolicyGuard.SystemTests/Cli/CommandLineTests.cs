using System.Text.Json;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>What a shell sees of every command: streams, exit codes, suggestions.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    [Theory]
    [InlineData("confg", "did you mean `config`?")]
    [InlineData("", "Try `policyguard --help`")]
    [InlineData("config", "Try `policyguard config --help`")]
    [InlineData("config show --prot 1", "did you mean `--port`?")]
    [InlineData("config show --port", "--port")]
    [InlineData("config show --upstream nameless", "has no name")]
    [InlineData("config show --upstream a=", "has no command")]
    [InlineData("completion tcsh", "tcsh")]
    public async Task A_wrong_command_line_says_so_on_standard_error_and_does_nothing(string line, string expected)
    {
        var run = await _playground.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Help_shows_examples_and_goes_to_standard_output()
    {
        var run = await _playground.RunAsync("config", "show", "--help");
        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        Assert.Contains("Examples:\n  policyguard config show\n", run.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_version_is_one_line_or_one_document()
    {
        Assert.Matches("^policyguard [0-9.]+ \\(.*\\)\\s*$", (await _playground.RunAsync("version")).Out);
        using var json = JsonDocument.Parse((await _playground.RunAsync("version", "--json")).Out);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", json.RootElement.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_start_as_of_old_serves_and_keeps_its_data_beside_it()
    {
        using var process = _playground.Start("--transport", "http", "--port", "0");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.StartsWith("policyguard ", await process.StandardError.ReadLineAsync(limit.Token));
            Assert.Contains("  url  ", await process.StandardError.ReadLineAsync(limit.Token));
            Assert.True(File.Exists(Path.Combine(_playground.Folder, "data", "policyguard.db")));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task A_start_as_of_old_on_stdio_serves_the_governance_tools_and_keeps_its_data_where_it_did()
    {
        _playground.Variables["MCP_TRANSPORT_MODE"] = "stdio";
        using var process = _playground.Start();
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""");
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("\"validate_action\"", line);
        Assert.Equal(0, process.ExitCode);
        Assert.True(File.Exists(Path.Combine(_playground.Folder, "data", "policyguard.db")));
    }

    [Fact]
    public async Task An_argument_that_begins_with_an_at_sign_is_not_a_file_to_read()
    {
        _playground.Write("secrets", "--json");
        var run = await _playground.RunAsync("version", "@secrets");
        Assert.Equal(2, run.Code);
        Assert.Contains("@secrets", run.Error);
    }
}
