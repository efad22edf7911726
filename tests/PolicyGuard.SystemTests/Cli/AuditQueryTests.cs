using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>Reading the log while, or after, somebody else writes it.</summary>
public sealed class AuditQueryTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    private static LedgerRecord Record(string agent, string tool, EntryKind kind, string effect, TimeSpan age)
    {
        var at = TimeProvider.System.GetUtcNow() - age;
        var json = $$$"""{"agent":{"id":{{{JsonSerializer.Serialize(agent)}}}},"at":"{{{Ledger.Ledger.Time(at)}}}","decision":{"effect":"{{{effect}}}","message":"because","reason":"policy.rule"},"kind":"{{{kind.Name()}}}","target":{{{JsonSerializer.Serialize(tool)}}}}""";
        return new LedgerRecord(Encoding.UTF8.GetBytes(json), at, kind, "call_" + tool.Length, agent, tool, "tool_call", effect, "policy.rule");
    }

    private async Task FillAsync(params LedgerRecord[] records)
    {
        await using var store = SqliteStore.Open(Data, TimeProvider.System);
        foreach (var record in records)
        {
            await store.Ledger.AppendAsync(record, Durability.Normal);
        }
    }

    private Task<Playground.Outcome> QueryAsync(params string[] more) => _playground.RunAsync(["audit", "query", "--data-dir", Data, .. more]);

    [Theory]
    [InlineData("", "2 1 0")]
    [InlineData("--agent ann", "2 0")]
    [InlineData("--tool-name delete_file", "1")]
    [InlineData("--effect deny", "1")]
    [InlineData("--kind opened", "2 0")]
    [InlineData("--since 1h", "2 1")]
    [InlineData("--until 1h", "0")]
    [InlineData("--reason policy.rule --limit 1", "2")]
    [InlineData("--agent ANN", "")]
    public async Task Filters_pick_and_the_newest_comes_first(string filter, string expected)
    {
        await FillAsync(
            Record("ann", "read_file", EntryKind.Opened, "allow", TimeSpan.FromHours(2)),
            Record("bob", "delete_file", EntryKind.Refused, "deny", TimeSpan.FromMinutes(2)),
            Record("ann", "list_files", EntryKind.Opened, "allow", TimeSpan.FromMinutes(1)));
        var run = await QueryAsync([.. filter.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--json"]);
        Assert.True(run.Code == 0, run.Error);
        var found = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(expected, string.Join(' ', found.Select(static entry => entry.GetProperty("index").GetInt64())));
        Assert.All(found, static entry => Assert.Equal(64, entry.GetProperty("leaf_hash").GetString()!.Length));
    }

    [Fact]
    public async Task A_name_with_control_sequences_cannot_touch_the_terminal()
    {
        await FillAsync(Record("a\u001b[2Jgent", "read\u202Efile\nforged line", EntryKind.Refused, "deny", TimeSpan.Zero));
        var run = await QueryAsync();
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.DoesNotContain('\u202e', run.Out);
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("read\\u202Efile\\u000Aforged line", run.Out);
    }

    [Theory]
    [InlineData("--since yesterday")]
    [InlineData("--limit 0")]
    [InlineData("--limit -1")]
    [InlineData("--effect denied")]
    [InlineData("--kind call")]
    public async Task A_filter_that_means_nothing_is_refused(string filter) => Assert.Equal(2, (await QueryAsync(filter.Split(' '))).Code);

    [Fact]
    public async Task A_folder_without_a_log_is_not_made_into_one()
    {
        var run = await QueryAsync();
        Assert.Equal(3, run.Code);
        Assert.Contains(Data, run.Error);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Following_shows_what_another_process_writes()
    {
        await FillAsync(Record("ann", "first", EntryKind.Opened, "allow", TimeSpan.Zero));
        using var process = _playground.Start("audit-query", "--data-dir", Data, "--follow", "--json");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.Contains("first", await process.StandardOutput.ReadLineAsync(limit.Token));
            await FillAsync(Record("ann", "second", EntryKind.Opened, "allow", TimeSpan.Zero));
            Assert.Contains("second", await process.StandardOutput.ReadLineAsync(limit.Token));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Following_goes_on_for_ever_when_nobody_reads_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the console does not tell");
        await FillAsync(Record("ann", "first", EntryKind.Opened, "allow", TimeSpan.Zero));
        using var process = _playground.Start("audit", "query", "--data-dir", Data, "--follow");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.StandardOutput.ReadLineAsync(limit.Token);
        process.StandardOutput.Close();
        await FillAsync(Record("ann", "second", EntryKind.Opened, "allow", TimeSpan.Zero));

        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardError.ReadToEndAsync(limit.Token));
    }

    [Fact]
    public async Task Ctrl_C_ends_following_in_peace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix'");
        await FillAsync(Record("ann", "first", EntryKind.Opened, "allow", TimeSpan.Zero));
        using var process = _playground.Start("audit", "query", "--data-dir", Data, "--follow");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.StandardOutput.ReadLineAsync(limit.Token);
        using (Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await process.WaitForExitAsync(limit.Token);
        }

        Assert.Equal(0, process.ExitCode);
    }
}
