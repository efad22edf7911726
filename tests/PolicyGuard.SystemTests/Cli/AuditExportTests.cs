using System.Text;
using System.Text.Json;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Cli;

/// <summary>The log leaves the database whole, in order, and bounded.</summary>
public sealed class AuditExportTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    public void Dispose() => _playground.Dispose();

    private static LedgerRecord Record(EntryKind kind, string call, string tool, TimeSpan age, string durability = "full")
    {
        var at = TimeProvider.System.GetUtcNow() - age;
        var effect = kind == EntryKind.Refused ? "deny" : "allow";
        var json = $$$"""{"agent":{"id":"ann"},"arguments":{"at":"0001","durability":"none"},"at":"{{{Ledger.Ledger.Time(at)}}}","call_id":"{{{call}}}","decision":{"effect":"{{{effect}}}","message":"because","reason":"policy.rule"},"durability":"{{{durability}}}","kind":"{{{kind.Name()}}}","target":{{{JsonSerializer.Serialize(tool)}}}}""";
        return new LedgerRecord(Encoding.UTF8.GetBytes(json), at, kind, call, "ann", tool, "tool_call", effect, "policy.rule");
    }

    private async Task FillAsync(params LedgerRecord[] records)
    {
        await using var store = SqliteStore.Open(Data, TimeProvider.System);
        foreach (var record in records)
        {
            await store.Ledger.AppendAsync(record, Durability.Normal);
        }
    }

    private Task FillAsync() => FillAsync(
        Record(EntryKind.Opened, "call_a", "read_file", TimeSpan.FromHours(3)),
        Record(EntryKind.Closed, "call_a", "read_file", TimeSpan.FromHours(3), "normal"),
        Record(EntryKind.Refused, "call_b", "=rm \"x\"\nforged", TimeSpan.FromMinutes(5)),
        Record(EntryKind.Opened, "call_c", "write_file", TimeSpan.FromMinutes(1)));

    private Task<Playground.Outcome> RunAsync(params string[] args) => _playground.RunAsync([.. args, "--data-dir", Data]);

    [Theory]
    [InlineData("jsonl", 0)]
    [InlineData("csv", 1)]
    [InlineData("cef", 0)]
    [InlineData("ocsf", 0)]
    public async Task Every_entry_is_one_line_in_the_order_of_its_index(string format, int header)
    {
        await FillAsync();
        var run = await RunAsync("audit", "export", "--format", format);
        Assert.True(run.Code == 0, run.Error);
        var lines = run.Out.TrimEnd('\n').Split('\n')[header..];
        Assert.Equal(4, lines.Length);
        foreach (var (i, line) in lines.Index())
        {
            Assert.Contains(format switch { "csv" => $"\"{i}\",", "cef" => $" cn1={i} ", "ocsf" => $"\"sequence\":{i},", _ => $"{{\"index\":{i}," }, line, StringComparison.Ordinal);
        }

        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task A_thousand_entries_are_all_exported_where_nobody_sets_a_limit()
    {
        await FillAsync([.. Enumerable.Range(0, 1000).Select(static i => Record(EntryKind.Refused, $"call_{i}", "t", TimeSpan.Zero))]);
        Assert.Equal(1000, (await RunAsync("audit", "export")).Out.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(3, (await RunAsync("audit", "export", "--limit", "3")).Out.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("--since 1h", 2)]
    [InlineData("--until 1h", 2)]
    [InlineData("--effect deny", 1)]
    [InlineData("--call call_a", 2)]
    public async Task Filters_pick(string filter, int expected)
    {
        await FillAsync();
        var run = await RunAsync(["audit", "export", .. filter.Split(' ')]);
        Assert.Equal(expected, run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_file_is_there_once_it_is_whole_and_for_nobody_else()
    {
        await FillAsync();
        var file = Path.Combine(_playground.Folder, "audit.jsonl");
        var run = await RunAsync("audit", "export", "--output", file);
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal((await RunAsync("audit", "export")).Out, await File.ReadAllTextAsync(file));
        Assert.Contains("4 entries", run.Error, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(_playground.Folder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var nowhere = await RunAsync("audit", "export", "--output", Path.Combine(_playground.Folder, "no", "such.csv"));
        Assert.Equal(3, nowhere.Code);
        Assert.Contains("was not written", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_behind_standard_output_is_no_success_and_a_reader_that_leaves_is_no_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        await FillAsync([.. Enumerable.Range(0, 2000).Select(static i => Record(EntryKind.Refused, $"call_{i}", "t", TimeSpan.Zero))]);
        var program = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "PolicyGuard.Cli.dll")}' audit export --data-dir '{Data}'";
        Assert.Equal(("3", true), await ShellAsync($"{program} > /dev/full; echo $?"));
        Assert.Equal(("0", false), await ShellAsync($"{{ {program}; echo $? > '{_playground.Folder}/code'; }} | head -n 1 > /dev/null; cat '{_playground.Folder}/code'"));
    }

    private static async Task<(string Out, bool Complained)> ShellAsync(string command)
    {
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEndAsync();
        return ((await shell.StandardOutput.ReadToEndAsync()).Trim(), (await error).Contains("standard output", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audit export --format xml")]
    [InlineData("audit export --since yesterday")]
    [InlineData("audit tail -n -1")]
    [InlineData("audit-query --export-format xml")]
    public async Task What_means_nothing_is_refused(string args) => Assert.Equal(2, (await RunAsync(args.Split(' '))).Code);

    [Theory]
    [InlineData("audit export")]
    [InlineData("audit tail")]
    [InlineData("audit show 1")]
    [InlineData("audit stats")]
    public async Task A_folder_without_a_log_is_not_made_into_one(string args)
    {
        var run = await RunAsync(args.Split(' '));
        Assert.Equal(3, run.Code);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task The_seeds_spelling_prints_in_the_seeds_formats()
    {
        await FillAsync();
        var csv = await RunAsync("audit-query", "--event-type", "refused", "--limit", "5", "--export-format", "csv");
        Assert.True(csv.Code == 0, csv.Error);
        Assert.Equal(2, csv.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("\"'=rm \"\"x\"\"\\u000Aforged\"", csv.Out, StringComparison.Ordinal);
        Assert.StartsWith("CEF:0|PolicyGuard|", (await RunAsync("audit-query", "--tool-name", "write_file", "--export-format", "cef")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_shows_the_newest_in_order_and_then_what_comes()
    {
        await FillAsync();
        using var process = _playground.Start("audit", "tail", "-n", "2", "--json", "--data-dir", Data);
        using var none = _playground.Start("audit", "tail", "-n", "0", "--json", "--data-dir", Data);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.StartsWith("{\"index\":2,", await process.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);
            Assert.StartsWith("{\"index\":3,", await process.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);

            // The one that shows nothing at first may have begun before or after each of these; what it shows is without gaps.
            var following = none.StandardOutput.ReadLineAsync(limit.Token).AsTask();
            var next = 4;
            while (!following.IsCompleted)
            {
                await FillAsync(Record(EntryKind.Refused, "call_d", "t", TimeSpan.Zero));
                Assert.StartsWith($"{{\"index\":{next++},", await process.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);
            }

            using var first = JsonDocument.Parse((await following)!);
            Assert.InRange(first.RootElement.GetProperty("index").GetInt64(), 4, next - 1);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            none.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Show_tells_everything_of_an_entry_or_of_a_call()
    {
        await FillAsync();
        var one = await RunAsync("audit", "show", "2");
        Assert.True(one.Code == 0, one.Error);
        Assert.StartsWith("entry 2  leaf hash ", one.Out, StringComparison.Ordinal);
        Assert.Contains("\"message\": \"because\"", one.Out, StringComparison.Ordinal);

        var call = await RunAsync("audit", "show", "call_a", "--json");
        Assert.Equal([0L, 1], call.Out.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt64()));
        Assert.Equal(1, (await RunAsync("audit", "show", "99")).Code);
        Assert.Equal(1, (await RunAsync("audit", "show", "call_z")).Code);
    }

    [Fact]
    public async Task Show_lets_no_entry_touch_the_terminal()
    {
        await FillAsync(
            Record(EntryKind.Refused, "call_e", "a\u001b[2J\u202e", TimeSpan.Zero),
            new LedgerRecord(Encoding.UTF8.GetBytes("no\u001b[2J json"), TimeProvider.System.GetUtcNow(), EntryKind.Event, null, null, null, null, null, "r"));
        var run = await RunAsync("audit", "show", "0");
        Assert.Contains("u202e", run.Out, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(run.Out + (await RunAsync("audit", "show", "1")).Out, static c => c is '\u001b' or '\u202e');
    }

    [Fact]
    public async Task Stats_count_and_name_the_calls_that_never_ended()
    {
        await FillAsync();
        var run = await RunAsync("audit", "stats", "--json");
        Assert.True(run.Code == 0, run.Error);
        var stats = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(4, stats.GetProperty("entries").GetInt64());
        Assert.Equal(2, stats.GetProperty("kinds").GetProperty("opened").GetInt64());
        Assert.Equal(1, stats.GetProperty("effects").GetProperty("deny").GetInt64());
        Assert.Equal(4, stats.GetProperty("agents").GetProperty("ann").GetInt64());

        // Not what the arguments call durability.
        Assert.Equal("""{"full":3,"normal":1}""", stats.GetProperty("durability").GetRawText().Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
        Assert.True(string.CompareOrdinal(stats.GetProperty("first").GetString(), stats.GetProperty("last").GetString()) < 0);
        Assert.StartsWith("20", stats.GetProperty("first").GetString(), StringComparison.Ordinal);
        Assert.True(stats.GetProperty("bytes_on_disk").GetInt64() > 4096);
        Assert.Equal(1, stats.GetProperty("opened_not_closed").GetProperty("count").GetInt64());
        Assert.Equal("call_c", stats.GetProperty("opened_not_closed").GetProperty("newest")[0].GetProperty("call_id").GetString());

        var text = await RunAsync("audit", "stats", "--since", "1h");
        Assert.Contains("2 entries", text.Out, StringComparison.Ordinal);
        Assert.Contains("opened, not closed (running or crashed): 1", text.Out, StringComparison.Ordinal);
        Assert.Contains("call_c", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_holds_few_entries_at_a_time_however_many_there_are()
    {
        var (read, most) = (0, 0L);
        var output = new CountingStream();
        var count = await new EntryExport(EntryFormats.Of("jsonl", "1"), output).WriteAsync(Entries(), null);
        Assert.Equal(100_000, count);
        Assert.Equal(100_000, output.Lines);
        Assert.InRange(most, 1, 1000);

        async IAsyncEnumerable<StoredEntry> Entries()
        {
            await Task.CompletedTask;
            for (; read < 100_000; read++)
            {
                most = Math.Max(most, read - output.Lines);
                yield return new StoredEntry(read, "{\"kind\":\"opened\"}"u8.ToArray(), new byte[32]);
            }
        }
    }

    private sealed class CountingStream : MemoryStream
    {
        public long Lines { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer) => Lines += buffer.Count((byte)'\n');
    }
}
