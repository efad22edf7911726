using System.Diagnostics;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using PolicyGuard.SystemTests.Npm;

namespace PolicyGuard.SystemTests.Examples;

/// <summary>The two upstreams of <c>examples/</c> as programs, and the C# SDK as their client: end to end without a download.</summary>
internal static class ExampleServers
{
    /// <summary>The revisions that the servers promise to speak.</summary>
    public static readonly string[] Revisions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

    /// <summary>The command of the files server, working in <paramref name="folder"/>, or in a folder of its own.</summary>
    public static string[] Files(params string[] folder) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "FilesServer.dll"), .. folder];

    /// <summary>Starts the notes server.</summary>
    public static async Task<(Companion Process, Uri Url)> StartNotesAsync()
    {
        var process = Companion.Start(Companion.Command("dotnet", Path.Combine(AppContext.BaseDirectory, "NotesServer.dll"), "0", "--until-eof"));
        var url = await process.WaitForAsync(line => line.StartsWith("http://", StringComparison.Ordinal) ? line : null);
        return (process, new Uri(url));
    }

    /// <summary>Connects over HTTP in one revision.</summary>
    public static Task<McpClient> ConnectAsync(Uri url, string? revision = null) => McpClient.CreateAsync(
        new HttpClientTransport(new HttpClientTransportOptions { Endpoint = url, TransportMode = HttpTransportMode.StreamableHttp }), Options(revision));

    /// <summary>Connects to a program on stdio in one revision.</summary>
    public static Task<McpClient> ConnectAsync(string[] command, string? revision = null) => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions { Command = command[0], Arguments = command[1..] }), Options(revision));

    /// <summary>The text of a result.</summary>
    public static string Text(this CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    private static McpClientOptions Options(string? revision) => new() { ProtocolVersion = revision };
}
