using System.Text.Json;
using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>The Inspector's command line, with the options that its users give it.</summary>
internal static class Inspector
{
    /// <summary>Lists the tools of the "everything" server and calls one.</summary>
    public static async Task AssertListsAndCallsAsync(WorkFolder home, string[] target)
    {
        var tools = await RunAsync(home, [.. target, "--method", "tools/list"]);
        Assert.Contains("echo", tools.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));

        var result = await RunAsync(home, [.. target, "--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=hello"]);
        Assert.Equal("Echo: hello", result.GetProperty("content")[0].GetProperty("text").GetString());
    }

    /// <summary>
    /// The options that name <paramref name="command"/>: in a file of servers as desktop clients have it, since the Inspector takes options on
    /// its own command line for its own.
    /// </summary>
    public static string[] Configured(WorkFolder home, string[] command)
    {
        var servers = new { mcpServers = new { guarded = new { command = command[0], args = command[1..] } } };
        return ["--config", home.Write("mcp.json", JsonSerializer.Serialize(servers)), "--server", "guarded"];
    }

    /// <summary>Runs it once.</summary>
    public static async Task<JsonElement> RunAsync(WorkFolder home, string[] arguments)
    {
        var start = Companion.Command(NodeTools.Package("@modelcontextprotocol/inspector/clients/launcher/build/index.js", ["--cli", .. arguments]));
        start.Environment["HOME"] = home.Path;
        var (code, output, error) = await Companion.RunAsync(start);
        Assert.True(code == 0, $"The Inspector ended with code {code}:\n{error}\n{output}");
        return JsonDocument.Parse(output).RootElement;
    }
}
