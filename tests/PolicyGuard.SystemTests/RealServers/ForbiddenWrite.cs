using System.Text.Json;

namespace PolicyGuard.SystemTests.RealServers;

/// <summary>A client of the filesystem server that wants to write where <see cref="Policies.ReadOnly"/> forbids it, and what has to come of that.</summary>
internal static class ForbiddenWrite
{
    /// <summary>The server, with that conversation.</summary>
    public static readonly RealServer Server = RealServer.Filesystem with { Lines = Lines("") };

    /// <summary>The conversation, with names as a joined endpoint shows them.</summary>
    public static string Lines(string prefix) =>
        $$$"""
        ["listTools"]
        ["callTool",{"name":"{{{prefix}}}write_file","arguments":{"path":"{folder}/stolen.txt","content":"x"}}]
        ["callTool",{"name":"{{{prefix}}}read_text_file","arguments":{"path":"{folder}/kept.txt"}}]
        """;

    /// <summary>A folder with the file that may be read.</summary>
    public static WorkFolder Folder()
    {
        var folder = new WorkFolder();
        folder.Write("kept.txt", "still here");
        return folder;
    }

    /// <summary>The tool was not shown, the call was refused with its reason, no file came to be, and what is allowed went on.</summary>
    public static void AssertRefused(string[] answers, WorkFolder folder, string prefix = "")
    {
        var tools = Answer(answers[0]).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()).ToArray();
        Assert.Contains(prefix + "read_text_file", tools);
        Assert.DoesNotContain(prefix + "write_file", tools);

        var refusal = Answer(answers[1]);
        Assert.True(refusal.GetProperty("isError").GetBoolean());
        Assert.Contains("no-writing", refusal.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("This project is read only", refusal.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "stolen.txt")));

        Assert.Contains("still here", answers[2], StringComparison.Ordinal);
    }

    private static JsonElement Answer(string line) => JsonDocument.Parse(line).RootElement.GetProperty("ok");
}
