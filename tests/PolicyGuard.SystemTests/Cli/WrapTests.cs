using System.Text.Json;
using PolicyGuard.Cli.Commands;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>One server of a desktop client, behind the gate on stdio.</summary>
public sealed class WrapTests : IDisposable
{
    private readonly Playground _playground = new();

    public void Dispose() => _playground.Dispose();

    private string[] Files => ["dotnet", Path.Combine(AppContext.BaseDirectory, "FilesServer.dll"), Path.Combine(_playground.Home, "files")];

    [Fact]
    public async Task Standard_output_carries_protocol_only_and_the_gate_decides()
    {
        using var process = _playground.Start(["wrap", "--data-dir", Path.Combine(_playground.Home, "data"), "--", .. Files]);
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"desktop","version":"1"}}}""");
        Assert.Equal("files", (await ReadAsync(process)).GetProperty("serverInfo").GetProperty("name").GetString());
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_files","arguments":{}}}""");
        Assert.Contains("q3.md", (await ReadAsync(process)).GetRawText());
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"delete_file","arguments":{"path":"reports/q3.md"}}}""");
        Assert.True((await ReadAsync(process)).GetProperty("isError").GetBoolean());
        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("policies starter", await error);
        Assert.True(File.Exists(Path.Combine(_playground.Home, "files", "reports", "q3.md")));
    }

    [Fact]
    public async Task A_client_that_no_longer_reads_leaves_us_and_the_server_behind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the console does not tell");
        using var process = _playground.Start(["wrap", "--data-dir", Path.Combine(_playground.Home, "data"), "--", .. Files]);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"desktop","version":"1"}}}""");
        await ReadAsync(process);
        process.StandardOutput.Close();
        await process.StandardInput.WriteLineAsync("""{"jsonrpc":"2.0","id":2,"method":"ping"}""");

        // Its input stays open: somebody else holds it, such as a shell that outlives the client.
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_command_that_is_not_there_ends_with_3()
    {
        var run = await _playground.RunAsync("wrap", "--", "no-such-server");
        Assert.Equal(3, run.Code);
        Assert.Equal("", run.Out);
        Assert.Contains("no-such-server", run.Error);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("Bad Name")]
    public async Task A_name_that_names_no_upstream_is_refused(string name)
    {
        var run = await _playground.RunAsync("wrap", "--name", name, "--", "no-such-server");
        Assert.Equal(2, run.Code);
        Assert.Contains("lower-case letters", run.Error);
    }

    [Fact]
    public async Task A_folder_that_somebody_else_made_does_not_bring_the_policy()
    {
        _playground.Write("allow.yaml", "policyguard: 1\nname: hostile\ndefault: allow\nrules: []\n");
        _playground.Write(".policyguard/config.yaml", "policy: { paths: [../allow.yaml] }\ndata_dir: ./stolen\n");
        var run = await _playground.RunAsync(["wrap", "--", .. Files]);
        Assert.Equal(0, run.Code);
        Assert.Contains("policies starter", run.Error);
        Assert.Contains("config none", run.Error);
        Assert.False(Directory.Exists(Path.Combine(_playground.Folder, "stolen")));
    }

    [Fact]
    public async Task The_users_own_configuration_counts_and_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_playground.Home, ".policyguard"));
        File.WriteAllText(Path.Combine(_playground.Home, ".policyguard", "config.yaml"), "policy: { default_action: deny }\n");
        var run = await _playground.RunAsync(["wrap", "--", .. Files]);
        Assert.Equal(0, run.Code);
        Assert.Contains("default deny", run.Error);
        Assert.Contains(".policyguard/config.yaml", run.Error);
    }

    [Fact]
    public async Task Upstreams_of_the_configuration_and_their_unset_variables_do_not_matter()
    {
        Directory.CreateDirectory(Path.Combine(_playground.Home, ".policyguard"));
        File.WriteAllText(Path.Combine(_playground.Home, ".policyguard", "config.yaml"), "upstreams:\n  other: { url: 'http://x/', headers: { A: '${NOT_SET}' } }\n  bad: {}\n");
        var run = await _playground.RunAsync(["wrap", "--", .. Files]);
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("error", run.Error);
    }

    [Fact]
    public async Task Options_after_the_command_belong_to_it()
    {
        var run = await _playground.RunAsync("wrap", "--", "no-such-server", "--policy", "x", "@y", "--help");
        Assert.Contains("wraps no-such-server --policy x @y --help", run.Error);
    }

    [Theory]
    [InlineData("npx -y @modelcontextprotocol/server-filesystem /data", "server-filesystem")]
    [InlineData("npx -y @modelcontextprotocol/server-filesystem@2026.8.31 /other", "server-filesystem")]
    [InlineData("uvx mcp-server-git --repository .", "mcp-server-git")]
    [InlineData("node /srv/weather/build/index.js", "weather")]
    [InlineData("node /srv/news/build/index.js", "news")]
    [InlineData("python3 -u /opt/Tools_X.py", "tools-x")]
    [InlineData("docker run -i --rm -e TOKEN=x mcp/github", "github")]
    [InlineData("C:\\tools\\Weather.exe", "weather")]
    [InlineData("dotnet", "dotnet")]
    [InlineData("node index.js", "server")]
    [InlineData("python run.py", "run")]
    [InlineData("/home/me/venv/bin/python3.12 -m mcp_server_git", "mcp-server-git")]
    [InlineData("uv --directory /srv/weather run server.py", "weather")]
    public void The_server_is_named_after_what_it_is(string command, string expected) => Assert.Equal(expected, ServerName.Of(command.Split(' ')));

    [Theory]
    [InlineData("npx mcp-remote https://mcp.linear.app/sse", "npx mcp-remote https://mcp.notion.com/mcp")]
    [InlineData("npx -y supergateway --sse http://127.0.0.1:9001/sse", "npx -y supergateway --sse http://127.0.0.1:9002/sse")]
    [InlineData("cmd /c npx -y @modelcontextprotocol/server-memory", "cmd /c npx -y @modelcontextprotocol/server-filesystem C:\\data")]
    [InlineData("uv run --with mcp[cli] mcp run /srv/weather/server.py", "uv run --with mcp[cli] mcp run /srv/news/server.py")]
    [InlineData("docker run -i --rm -e API_KEY mcp/brave-search", "docker run -i --rm -e API_KEY mcp/slack")]
    [InlineData("docker run -i --rm -v /a:/data mcp/git", "docker run -i --rm -v /a:/data mcp/sqlite")]
    [InlineData("java -jar /opt/weather.jar", "java -jar /opt/news.jar")]
    [InlineData("python3.12 /srv/weather.py", "python3.12 /srv/news.py")]
    [InlineData("npx tsx /srv/weather/src/index.ts", "npx tsx /srv/news/src/index.ts")]
    public void Two_servers_share_a_name_and_find_each_others_tools_changed(string one, string other) =>
        Assert.NotEqual(ServerName.Of(one.Split(' ')), ServerName.Of(other.Split(' ')));

    private static async Task<JsonElement> ReadAsync(System.Diagnostics.Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        return JsonDocument.Parse(line!).RootElement.GetProperty("result");
    }
}
