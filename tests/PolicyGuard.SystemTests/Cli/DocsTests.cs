using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>The documentation does what it says: every command in a <c>console</c> block is run, every client configuration started.</summary>
public sealed class DocsTests
{
    private static readonly string Root = FindRoot();

    // Not ours to try: installing for the user who runs the tests, and running all tests from a test.
    private static readonly string[] NotRun = ["dotnet pack ", "dotnet tool install ", "eng/test", "eng/setup"];

    [Fact]
    public void The_table_of_keys_in_the_reference_is_the_table_that_is_read()
    {
        var reference = File.ReadAllText(Path.Combine(Root, "docs", "gateway.md")).ReplaceLineEndings("\n");
        Assert.Contains(KeyTables.Markdown(), reference);
    }

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("docs/getting-started.md", 9)]
    [InlineData("docs/cli.md", 15)]
    [InlineData("docs/gateway.md", 0)]
    [InlineData("docs/governance-tools.md", 4)]
    [InlineData("docs/identity.md", 10)]
    [InlineData("docs/compliance.md", 3)]
    [InlineData("docs/incidents.md", 3)]
    [InlineData("docs/audit-export.md", 7)]
    [InlineData("docs/scan.md", 6)]
    [InlineData("docs/results.md", 4)]
    [InlineData("docs/flows.md", 4)]
    public async Task Every_command_in_a_console_block_works(string file, int least)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        var ran = 0;
        await using var room = await DocsRoom.OpenAsync();
        foreach (var (command, code) in DocsBlocks.Commands(File.ReadAllText(Path.Combine(Root, file))).Where(static block => !NotRun.Any(block.Command.StartsWith)))
        {
            await room.RunAsync(command, code);
            ran++;
        }

        Assert.True(ran >= least, $"only {ran} commands were found in {file}");
    }

    [Fact]
    public async Task Every_client_configuration_starts_a_server_behind_the_gate()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        var ran = 0;
        await using var room = await DocsRoom.OpenAsync();
        foreach (var block in DocsBlocks.Of(File.ReadAllText(Path.Combine(Root, "docs", "getting-started.md")), "json"))
        {
            using var json = JsonDocument.Parse(block.Text);
            foreach (var server in json.RootElement.EnumerateObject().Single().Value.EnumerateObject())
            {
                var args = server.Value.GetProperty("args").EnumerateArray().Select(static arg => $"'{arg.GetString()}'");
                await room.RunAsync($"{server.Value.GetProperty("command").GetString()} {string.Join(' ', args)}", 0);
                ran++;
            }
        }

        Assert.Equal(2, ran);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PolicyGuard.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }

    /// <summary>A port that was free a moment ago, for programs that documents start on a port of their own.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
