using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.Backends.Shipping;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite;
using PolicyGuard.SystemTests.Cli;
using PolicyGuard.SystemTests.Gateway;
using PolicyGuard.SystemTests.Sqlite;

namespace PolicyGuard.SystemTests.Shipping;

/// <summary>The program itself ships: through kills, beside another, and never in the way of a call.</summary>
public sealed class ShippingProcessTests : IDisposable
{
    private readonly Playground _playground = new();

    private string Data => Path.Combine(_playground.Home, "data");

    private string Shipped => Path.Combine(_playground.Home, "shipped.jsonl");

    public void Dispose() => _playground.Dispose();

    [Fact]
    public async Task Killed_again_and_again_it_leaves_no_entry_out_and_tears_none()
    {
        Sink("file", ("path", Shipped), ("max_bytes", "65536"), ("keep", "1000"));
        using var end = new CancellationTokenSource();
        var appending = Task.Run(() => AppendAsync(end.Token));
        var seen = 0;
        for (var life = 0; life < 4; life++)
        {
            await using var served = await Served.StartAsync(_playground);
            var before = seen;
            await Until.TrueAsync(() => (seen = Lines().Count) > before + 100, () => $"{seen} after {before}: {served.Error}");

            // Disposing kills it: no goodbye, no last attempt.
        }

        await end.CancelAsync();
        await appending;
        await using (await Served.StartAsync(_playground))
        {
            await using var store = SqliteStore.OpenReadOnly(Data, TimeProvider.System);
            await Until.TrueAsync(async () => await CursorAsync(store) >= await EndAsync(store), () => "it never caught up");
        }

        var got = Lines().ConvertAll(static line => JsonDocument.Parse(line).RootElement);
        var indexes = got.Select(static line => line.GetProperty("index").GetInt64()).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, indexes.Count).Select(static i => (long)i), indexes);

        // The entries themselves, not something like them.
        await using var log = SqliteStore.OpenReadOnly(Data, TimeProvider.System);
        var stored = new Dictionary<long, StoredEntry>();
        await foreach (var entry in log.Ledger.ReadAsync(new LedgerQuery { Limit = int.MaxValue }))
        {
            stored.Add(entry.Index, entry);
        }

        Assert.All(got, line => Assert.Equal(Encoding.UTF8.GetString(stored[line.GetProperty("index").GetInt64()].Json.Span), line.GetProperty("entry").GetRawText()));
        Assert.InRange(indexes.Count, await CursorAsync(log), long.MaxValue);
    }

    [Fact]
    public async Task Of_two_processes_one_ships_and_the_other_takes_over()
    {
        Sink("file", ("path", Shipped));
        var first = await Served.StartAsync(_playground);
        await Until.TrueAsync(() => Lines().Count > 0, () => first.Error);
        await using var second = await Served.StartAsync(_playground);
        await first.ReasonAsync("a_tool");
        await second.ReasonAsync("b_tool");

        // Two starts and two calls, written by two processes, shipped by one.
        await Until.TrueAsync(() => Lines().Count == 4, Text);
        await first.DisposeAsync();
        await second.ReasonAsync("c_tool");
        await Until.TrueAsync(() => Lines().Count >= 5, Text);
        var indexes = Lines().ConvertAll(static line => JsonDocument.Parse(line).RootElement.GetProperty("index").GetInt64());
        Assert.Equal(Enumerable.Range(0, indexes.Count).Select(static i => (long)i), indexes.Distinct());
    }

    [Fact]
    public async Task The_stop_of_the_program_is_shipped_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix'");
        Sink("file", ("path", Shipped), ("format", "cef"));
        await using var served = await Served.StartAsync(_playground);
        Assert.Equal(0, await served.InterruptAsync());
        Assert.Contains("|event.stopped|", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_that_hangs_and_one_that_fails_stop_no_call_and_show_in_health()
    {
        var end = new TaskCompletionSource();
        await using var web = await WebStub.StartAsync(_ => end.Task);
        Sink("http", ("url", new Uri(web.Url, "/in").ToString()));
        Sink("file", "broken", ("path", Path.Combine(_playground.Home, "no", "such", "folder.log")));
        await using var served = await Served.StartAsync(_playground);
        for (var i = 0; i < 300; i++)
        {
            Assert.NotNull(await served.ReasonAsync($"tool_{i}"));
        }

        // To whom asks from this machine without keys, health says why.
        await Until.TrueAsync(() => served.Error.Contains("shipping to broken fails, entries wait", StringComparison.Ordinal), () => served.Error);
        Assert.Single(served.Error.Split('\n'), static line => line.Contains("shipping to broken", StringComparison.Ordinal));
        await Until.TrueAsync(
            async () => JsonDocument.Parse(await served.GetAsync("/health")).RootElement is var health && health.GetProperty("status").GetString() == "degraded"
                && health.GetProperty("checks").GetProperty("ship:broken").GetProperty("status").GetString() == "fault",
            () => served.Error);
        end.SetResult();
    }

    [Fact]
    public async Task A_secret_header_is_sent_and_never_shown()
    {
        var got = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var web = await WebStub.StartAsync(http =>
        {
            got.TrySetResult(http.Request.Headers.Authorization.ToString());
            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        Sink("http", ("url", new Uri(web.Url, "/in").ToString()), ("headers__Authorization", "Bearer s3cret"));
        await using var served = await Served.StartAsync(_playground);
        Assert.Equal("Bearer s3cret", await got.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await Until.TrueAsync(() => served.Error.Contains("answered 401", StringComparison.Ordinal), () => served.Error);
        Assert.DoesNotContain("s3cret", served.Error + await served.GetAsync("/health"), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", (await _playground.RunAsync("config", "show")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_is_one_process_s_and_a_folder_that_takes_none_is_no_other_process()
    {
        using var folder = new TempFolder();
        using (var held = ShipLock.TryTake(folder.Path, "x"))
        {
            Assert.NotNull(held);
            Assert.Null(ShipLock.TryTake(folder.Path, "x"));
            using var other = ShipLock.TryTake(folder.Path, "y");
            Assert.NotNull(other);
        }

        using var again = ShipLock.TryTake(folder.Path, "x");
        Assert.NotNull(again);
        Assert.ThrowsAny<IOException>(() => ShipLock.TryTake(Path.Combine(folder.Path, "no"), "x"));
    }

    private void Sink(string type, params (string Key, string Value)[] keys) => Sink(type, "x", keys);

    private void Sink(string type, string name, params (string Key, string Value)[] keys)
    {
        foreach (var (key, value) in keys.Append(("type", type)))
        {
            _playground.Variables[$"POLICYGUARD_AUDIT__SHIP__{name.ToUpperInvariant()}__{(key.StartsWith("headers", StringComparison.Ordinal) ? "HEADERS__" + key.Split("__")[1] : key.ToUpperInvariant())}"] = value;
        }
    }

    private async Task AppendAsync(CancellationToken end)
    {
        await using var store = SqliteStore.Open(Data, TimeProvider.System);
        for (var i = 0; !end.IsCancellationRequested && i < 200_000; i++)
        {
            var json = Encoding.UTF8.GetBytes($$"""{"kind":"event","message":"number {{i}}","reason":"event.imported"}""");
            await store.Ledger.AppendAsync(new LedgerRecord(json, TimeProvider.System.GetUtcNow(), EntryKind.Event, null, null, null, null, null, "event.imported"), Durability.Normal);
            if (i % 50 == 0)
            {
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    private static async Task<long> CursorAsync(SqliteStore store) => await store.ShipCursors.ReadAsync("x", default);

    private static async Task<long> EndAsync(SqliteStore store)
    {
        await foreach (var entry in store.Ledger.ReadAsync(new LedgerQuery { Limit = 1 }))
        {
            return entry.Index + 1;
        }

        return 0;
    }

    // Whole lines only: the last may be on its way.
    private List<string> Lines()
    {
        var files = Directory.GetFiles(_playground.Home, "shipped.jsonl*").OrderByDescending(static file => file.EndsWith(".jsonl", StringComparison.Ordinal) ? 0 : int.Parse(Path.GetExtension(file)[1..]));
        return [.. files.SelectMany(static file => Read(file).Split('\n')[..^1])];
    }

    private string Text() => File.Exists(Shipped) ? Read(Shipped) : "";

    private static string Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
