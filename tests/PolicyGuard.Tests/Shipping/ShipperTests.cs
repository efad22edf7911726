using System.Collections.Concurrent;
using System.Text;
using PolicyGuard.Backends.Shipping;
using PolicyGuard.Ledger;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Shipping;

/// <summary>The promises of <see cref="Shipper"/>, against sinks that fail in every way.</summary>
public sealed class ShipperTests
{
    private readonly MemoryLedgerStore _ledger = new();
    private readonly MemoryShipCursors _cursors = new();
    private readonly HastyClock _clock = new();
    private readonly ConcurrentQueue<string> _log = new();

    [Fact]
    public async Task Every_entry_arrives_in_order_and_the_cursor_follows()
    {
        var sink = new Sink();
        await using var shipper = Start(sink);
        await AppendAsync(1000);
        await Until(() => _cursors["x"] == 1000);
        await AppendAsync(5);
        await Until(() => _cursors["x"] == 1005);
        Assert.Equal(Enumerable.Range(0, 1005).Select(static i => (long)i), sink.Got);
        await Until(() => shipper.State == new ShipState(1005, 0, null, false));
        Assert.Empty(_log);
    }

    [Fact]
    public async Task The_cursor_waits_for_the_sink_and_an_outage_is_told_once_and_its_end_once()
    {
        var sink = new Sink { Failing = 6 };
        await AppendAsync(300);
        await using var shipper = Start(sink);
        await Until(() => _cursors["x"] == 300);
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (long)i), sink.Got);
        Assert.Equal(0, sink.CursorWhenFailing.Max());
        await Until(() => _log.Count == 2);
        Assert.Equal(["shipping to x fails, entries wait: no", "shipping to x: works again"], _log);

        // Doubled each time; a random part between half and all.
        var waits = _clock.Waits.Take(6).Select(static wait => wait.TotalSeconds).ToList();
        Assert.All(waits.Index(), static wait => Assert.InRange(wait.Item, (1 << wait.Index) / 2.0, 1 << wait.Index));
    }

    [Fact]
    public async Task Waiting_never_grows_beyond_a_minute()
    {
        await AppendAsync(1);
        await using var shipper = Start(new Sink { Failing = 12 });
        await Until(() => _cursors["x"] == 1);
        Assert.All(_clock.Waits.Skip(7), static wait => Assert.InRange(wait.TotalSeconds, 30, 60));
    }

    [Fact]
    public async Task A_refusal_is_tried_again_slowly_and_never_dropped()
    {
        await AppendAsync(1);
        var sink = new Sink { Failing = 2, Failure = static () => new ShipException("answered 400: bad") { Refused = true } };
        await using var shipper = Start(sink);
        await Until(() => _cursors["x"] == 1);
        Assert.Equal([0L], sink.Got);
        Assert.All(_clock.Waits.Take(2), static wait => Assert.InRange(wait.TotalSeconds, 30, 60));
        Assert.Contains("shipping to x fails, entries wait: answered 400: bad", _log);
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(1_000_000, 3600)]
    public async Task Who_asks_for_patience_gets_it_within_reason(int asked, int given)
    {
        await AppendAsync(1);
        await using var shipper = Start(new Sink { Failing = 1, Failure = () => new ShipException("busy") { RetryAfter = TimeSpan.FromSeconds(asked) } });
        await Until(() => _cursors["x"] == 1);
        Assert.Equal(TimeSpan.FromSeconds(given), _clock.Waits.First());
    }

    [Fact]
    public async Task A_sink_that_hangs_delays_no_append_and_holds_one_batch()
    {
        var sink = new Sink { Hangs = true };
        await AppendAsync(1);
        await using var shipper = new Shipper("x", sink, _ledger, _cursors, static () => new Turn(), new HastyClock { EvenAtTheEnd = true }, _log.Enqueue);
        await Until(() => sink.Asked == 1);
        await AppendAsync(5000);
        Assert.Equal(5001, _ledger.Records.Count);
        await shipper.DisposeAsync();
        Assert.Equal(1, sink.Asked);
        Assert.Equal(0, _cursors["x"]);
    }

    [Fact]
    public async Task A_sink_that_does_not_even_hear_that_it_should_give_up_stops_nobody_from_ending()
    {
        var sink = new Sink { Hangs = true, Deaf = true };
        await AppendAsync(1);
        var shipper = new Shipper("x", sink, _ledger, _cursors, static () => new Turn(), new HastyClock { EvenAtTheEnd = true }, _log.Enqueue);
        await Until(() => sink.Asked == 1);
        await shipper.DisposeAsync();
        Assert.True(sink.Disposed);
    }

    [Fact]
    public async Task What_came_last_is_shipped_at_the_end()
    {
        var sink = new Sink();
        var shipper = Start(sink);
        await AppendAsync(700);
        await shipper.DisposeAsync();
        Assert.Equal(700, _cursors["x"]);
        Assert.Equal(700, sink.Got.Count);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_stored_makes_nothing_come_twice_while_the_program_lives()
    {
        _cursors.FailingWrites = 4;
        await AppendAsync(10);
        var sink = new Sink();
        await using var shipper = Start(sink);
        await Until(() => _cursors["x"] == 10);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), sink.Got);
    }

    [Fact]
    public async Task One_process_ships_and_another_goes_on_where_it_stopped()
    {
        var turns = new Turns();
        var (first, second) = (new Sink(), new Sink());
        var one = new Shipper("x", first, _ledger, _cursors, turns.Take, _clock, _log.Enqueue);
        await AppendAsync(10);
        await Until(() => _cursors["x"] == 10);
        await using var other = new Shipper("x", second, _ledger, _cursors, turns.Take, _clock, _log.Enqueue);
        await Until(() => other.State.StandsBy);
        await AppendAsync(10);
        await Until(() => _cursors["x"] == 20);
        await one.DisposeAsync();
        await AppendAsync(10);
        await Until(() => _cursors["x"] == 30);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => (long)i), first.Got);
        Assert.Equal(Enumerable.Range(20, 10).Select(static i => (long)i), second.Got);
    }

    [Fact]
    public async Task A_cursor_beyond_the_end_of_the_log_is_told_and_hides_nothing()
    {
        _cursors["x"] = 500;
        await AppendAsync(3);
        var sink = new Sink();
        await using var shipper = Start(sink);
        await Until(() => _cursors["x"] == 3);
        Assert.Equal([0L, 1, 2], sink.Got);
        Assert.Contains(_log, static line => line.Contains("not the log that was shipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_other_side_did_not_keep_is_told()
    {
        await AppendAsync(3);
        await using var shipper = Start(new Sink { Complaint = "rejected 2" });
        await Until(() => shipper.State.Fault == "rejected 2");
        Assert.Contains("shipping to x: rejected 2", _log);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_is_an_outage_too_and_ends_without_an_entry()
    {
        var broken = 3;
        await using var shipper = new Shipper("x", new Sink(), _ledger, _cursors, () => broken-- > 0 ? throw new IOException("no room") : new Turn(), _clock, _log.Enqueue);
        await Until(() => _log.Count == 2);
        Assert.Equal(["shipping to x fails, entries wait: no room", "shipping to x: works again"], _log);
        Assert.Null(shipper.State.Fault);
    }

    [Fact]
    public async Task Whatever_fails_and_however_often_it_starts_anew_nothing_is_left_out()
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var dice = new Dice(seed);
            var (ledger, cursors, got) = (new MemoryLedgerStore(), new MemoryShipCursors(), new List<long>());
            for (var life = 0; life < 5; life++)
            {
                for (var i = dice.Below(400); i >= 0; i--)
                {
                    await AppendAsync(ledger);
                }

                cursors.FailingWrites = dice.Below(3);
                var sink = new Sink { Failing = dice.Below(4), Into = got };
                var shipper = new Shipper("x", sink, ledger, cursors, static () => new Turn(), _clock, static _ => { });
                await Until(() => dice.Below(3) > 0 || cursors["x"] == ledger.Records.Count);
                await shipper.DisposeAsync();
            }

            await using (new Shipper("x", new Sink { Into = got }, ledger, cursors, static () => new Turn(), _clock, static _ => { }))
            {
                await Until(() => cursors["x"] == ledger.Records.Count);
            }

            // Without what came again, it is the log.
            Assert.Equal(Enumerable.Range(0, ledger.Records.Count).Select(static i => (long)i), got.Distinct());
        }
    }

    private Shipper Start(Sink sink)
    {
        sink.Cursor = () => _cursors["x"];
        return new Shipper("x", sink, _ledger, _cursors, static () => new Turn(), _clock, _log.Enqueue);
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await AppendAsync(_ledger);
        }
    }

    private static async Task AppendAsync(MemoryLedgerStore ledger) => await ledger.AppendAsync(
        new LedgerRecord(Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch, EntryKind.Event, null, null, null, null, null, "r"), Durability.Normal);

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 30_000, "it never came to that");
            await Task.Delay(1);
        }
    }

    private sealed class Turn : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private sealed class Turns : IDisposable
    {
        private int _taken;

        public IDisposable? Take() => Interlocked.Exchange(ref _taken, 1) == 0 ? this : null;

        public void Dispose() => Volatile.Write(ref _taken, 0);
    }

    private sealed class Sink : IShipSink, IDisposable
    {
        public int Failing { get; set; }

        public Func<Exception> Failure { get; init; } = static () => new ShipException("no");

        public bool Hangs { get; init; }

        public bool Deaf { get; init; }

        public string? Complaint { get; init; }

        public bool Disposed { get; private set; }

        public int Asked { get; private set; }

        public Func<long> Cursor { get; set; } = static () => 0;

        public List<long> CursorWhenFailing { get; } = [];

        public List<long> Into { get; init; } = [];

        public IReadOnlyList<long> Got => Into;

        public async ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct)
        {
            Asked++;
            Assert.InRange(batch.Count, 1, 256);
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, Deaf ? CancellationToken.None : ct);
            }

            if (Failing > 0)
            {
                Failing--;
                CursorWhenFailing.Add(Cursor());
                throw Failure();
            }

            Into.AddRange(batch.Select(static entry => entry.Index));
            return Complaint;
        }

        public void Dispose() => Disposed = true;
    }
}
