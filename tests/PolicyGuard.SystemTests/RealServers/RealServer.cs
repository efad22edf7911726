using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>A published MCP server, and a conversation with it that touches what it offers.</summary>
/// <param name="Name">How it is called in test results.</param>
/// <param name="Script">Its script under <c>node_modules</c>, or under <c>tests/npm</c> for the fixture.</param>
/// <param name="Era">The client that talks to it: <c>legacy</c> or <c>modern</c>, see <c>tests/npm/clients/drive.mjs</c>.</param>
/// <param name="Lines">What the client does, one JSON array a line; <c>{folder}</c> stands for a folder of the run's own.</param>
public sealed record RealServer(string Name, string Script, string Era, string Lines)
{
    internal static readonly RealServer Everything = new("everything", "node_modules/@modelcontextprotocol/server-everything/dist/index.js", "legacy",
        """
        ["getServerCapabilities"]
        ["listTools"]
        ["listPrompts"]
        ["listResources"]
        ["listResourceTemplates"]
        ["callTool",{"name":"echo","arguments":{"message":"grüße \ud83d\ude00 \u0000 end"}}]
        ["callTool",{"name":"get-sum","arguments":{"a":1e3,"b":-0.25}}]
        ["callTool",{"name":"get-sum","arguments":{"a":"not a number"}}]
        ["callTool",{"name":"get-annotated-message","arguments":{"messageType":"error","includeImage":true}}]
        ["callTool",{"name":"get-tiny-image"}]
        ["callTool",{"name":"get-resource-links","arguments":{"count":3}}]
        ["callTool",{"name":"get-structured-content","arguments":{"location":"Chicago"}}]
        ["callWithProgress",{"name":"trigger-long-running-operation","arguments":{"duration":0.2,"steps":4}}]
        ["callTool",{"name":"trigger-sampling-request","arguments":{"prompt":"what"}}]
        ["callTool",{"name":"trigger-elicitation-request"}]
        ["callTool",{"name":"get-roots-list"}]
        ["getPrompt",{"name":"simple-prompt"}]
        ["getPrompt",{"name":"args-prompt","arguments":{"city":"Paris"}}]
        ["getPrompt",{"name":"no-such-prompt"}]
        ["complete",{"ref":{"type":"ref/prompt","name":"completable-prompt"},"argument":{"name":"department","value":"E"}}]
        ["readResource",{"uri":"demo://resource/static/document/features.md"}]
        ["readResource",{"uri":"demo://resource/no-such"}]
        ["subscribeResource",{"uri":"demo://resource/dynamic/text/1"}]
        ["setLoggingLevel","debug"]
        ["ping"]
        """);

    internal static readonly RealServer Filesystem = new("filesystem", "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js", "legacy",
        """
        ["listTools"]
        ["callTool",{"name":"write_file","arguments":{"path":"{folder}/a.txt","content":"one\ntwo\n"}}]
        ["callTool",{"name":"read_text_file","arguments":{"path":"{folder}/a.txt"}}]
        ["callTool",{"name":"edit_file","arguments":{"path":"{folder}/a.txt","edits":[{"oldText":"two","newText":"2"}]}}]
        ["callTool",{"name":"list_directory","arguments":{"path":"{folder}"}}]
        ["callTool",{"name":"read_text_file","arguments":{"path":"{folder}/missing.txt"}}]
        ["callTool",{"name":"read_text_file","arguments":{"path":"/etc/hostname"}}]
        ["callTool",{"name":"list_allowed_directories"}]
        """);

    internal static readonly RealServer Memory = new("memory", "node_modules/@modelcontextprotocol/server-memory/dist/index.js", "legacy",
        """
        ["listTools"]
        ["callTool",{"name":"create_entities","arguments":{"entities":[{"name":"Ada","entityType":"person","observations":["writes programs"]}]}}]
        ["callTool",{"name":"add_observations","arguments":{"observations":[{"entityName":"Ada","contents":["likes engines"]}]}}]
        ["callTool",{"name":"search_nodes","arguments":{"query":"engines"}}]
        ["callTool",{"name":"read_graph"}]
        ["callTool",{"name":"delete_entities","arguments":{"entityNames":["Ada"]}}]
        ["callTool",{"name":"read_graph"}]
        """);

    /// <summary>The conformance fixture, for the stateless era, which the published servers do not speak yet.</summary>
    internal static readonly RealServer Stateless = new("fixture, 2026-07-28", "conformance-server/main.mjs", "modern",
        """
        ["version"]
        ["listTools"]
        ["listPrompts"]
        ["listResources"]
        ["callTool",{"name":"test_multiple_content_types"}]
        ["callTool",{"name":"test_error_handling"}]
        ["callWithProgress",{"name":"test_tool_with_progress"}]
        ["callTool",{"name":"test_input_required_result_elicitation"}]
        ["callTool",{"name":"test_input_required_result_sampling"}]
        ["callTool",{"name":"test_input_required_result_list_roots"}]
        ["callTool",{"name":"test_input_required_result_request_state"}]
        ["getPrompt",{"name":"test_prompt_with_arguments","arguments":{"arg1":"a","arg2":"b"}}]
        ["readResource",{"uri":"test://template/7/data"}]
        ["complete",{"ref":{"type":"ref/prompt","name":"test_prompt_with_arguments"},"argument":{"name":"arg1","value":"par"}}]
        """);

    /// <summary>All of them, each on stdio.</summary>
    public static TheoryData<RealServer> All => [Everything, Filesystem, Memory, Stateless];

    /// <summary>
    /// The command that starts it on stdio, working in <paramref name="folder"/>. What a server needs to know is in the command itself, since
    /// a gate hands its own variables on to nobody.
    /// </summary>
    internal string[] OnStdio(string folder) =>
        ["env", $"MEMORY_FILE_PATH={Path.Combine(folder, "memory.jsonl")}", .. NodeTools.Script(Script, [Name == Filesystem.Name ? folder : "stdio"])];

    /// <summary>Lets its client talk to what <paramref name="target"/> names: a URL, or a command.</summary>
    /// <returns>The answers, one JSON line each, with the run's own folder blotted out.</returns>
    internal async Task<string[]> ConverseAsync(string folder, params string[] target)
    {
        var start = Companion.Command(NodeTools.Script("clients/drive.mjs", [Era, .. target]));
        start.Environment["HOME"] = folder;
        var (code, output, error) = await Companion.RunAsync(start, Lines.Replace("{folder}", folder, StringComparison.Ordinal) + "\n");
        Assert.True(code == 0, $"The client ended with code {code}:\n{error}\n{output}");
        return output.Replace(folder, "{folder}", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Holds the conversation directly and as <paramref name="through"/> does, each in a folder of its own, and compares.</summary>
    internal async Task AssertSameAsync(Func<string, Task<string[]>> through)
    {
        using var one = new WorkFolder();
        using var other = new WorkFolder();
        var expected = await ConverseAsync(one.Path, OnStdio(one.Path));
        Assert.Equal(expected, await through(other.Path));
    }

    public override string ToString() => Name;
}
