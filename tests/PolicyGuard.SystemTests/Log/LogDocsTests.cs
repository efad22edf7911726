using System.Diagnostics;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Docs;
using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Log;

/// <summary>The commands of <c>docs/log.md</c>, one block after the other in one folder, against a running gateway.</summary>
public sealed class LogDocsTests
{
    [Fact]
    public async Task The_log_is_fetched_and_checked_with_stock_tools_as_the_page_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        Tool.Need("openssl", "version");
        Tool.Need("curl", "--version");
        await using var log = await ServedLog.StartAsync(entries: 300);
        var blocks = DocsBlocks.Of(Repository.Read("docs", "log.md"), "sh").Select(static block => block.Text).ToList();
        Assert.Equal(3, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(0, Run(log, block).Code));
        Assert.Contains("Verified OK", Run(log, blocks[1]).Output, StringComparison.Ordinal);

        // The same commands, where somebody changed a byte.
        var checkpoint = Path.Combine(Work(log), "checkpoint");
        File.WriteAllText(checkpoint, File.ReadAllText(checkpoint).Replace("\n300\n", "\n301\n", StringComparison.Ordinal));
        Assert.Equal(1, Run(log, blocks[1]).Code);
        var bundle = Path.Combine(Work(log), "tile", "entries", "000");
        var bytes = File.ReadAllBytes(bundle);
        bytes[40] ^= 1;
        File.WriteAllBytes(bundle, bytes);
        Assert.Equal(1, Run(log, blocks[2]).Code);
    }

    private static string Work(ServedLog log) => Directory.CreateDirectory(Path.Combine(log.Folder.Path, "work")).FullName;

    private static (int Code, string Output) Run(ServedLog log, string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", script]) { WorkingDirectory = Work(log), RedirectStandardOutput = true };
        start.Environment["LOG"] = $"{log.Rig.Url}log";
        start.Environment["TOKEN"] = GatewayRig.OperatorToken;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
