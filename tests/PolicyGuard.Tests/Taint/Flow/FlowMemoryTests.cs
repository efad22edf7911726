using PolicyGuard.Flows;
using PolicyGuard.Gate;
using PolicyGuard.Taint.Flow;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Taint.Flow;

public sealed class FlowMemoryTests
{
    private static readonly FlowLimits Small = FlowLimits.Default with { MaxPrints = 100, MaxSources = 20, MaxFlows = 3, Idle = TimeSpan.FromMinutes(5) };

    [Fact]
    public void However_much_happens_it_stays_within_its_bounds_and_whose_words_it_was_stays_known()
    {
        var memory = new FlowMemory(Small);
        memory.Apply(Event(FlowEventKind.Request, Origin.Request, 1));
        for (ulong i = 0; i < 1_000; i++)
        {
            memory.Apply(Event(FlowEventKind.Result, Origin.Words, i * 10, (i * 10) + 1, (i * 10) + 2));
            Assert.InRange(memory.Count, 1, 100);
        }

        Assert.False(memory.Forgot);
        Assert.True(memory.Asked(1));
        Assert.Equal((Origin.Words, ""), (memory.Find(10)!.Value.Best.Origin, memory.Find(10)!.Value.Best.CallId));
        Assert.NotEqual("", memory.Find(9_990)!.Value.Best.CallId);
        Assert.Null(memory.Find(9_999));
    }

    [Fact]
    public void An_attacker_washes_nothing_out_by_making_the_agent_read_much()
    {
        var memory = new FlowMemory(Small);
        memory.Apply(Event(FlowEventKind.Result, Origin.Instructed, 7));
        memory.Apply(Event(FlowEventKind.Result, Origin.Words, 8));
        memory.Apply(Event(FlowEventKind.Declassified, Origin.Trusted, 8));
        for (ulong i = 100; i < 5_000; i++)
        {
            memory.Apply(Event(FlowEventKind.Result, Origin.Data, i));
        }

        Assert.Equal(Origin.Instructed, memory.Find(7)!.Value.Best.Origin);
        Assert.Equal(Origin.Trusted, memory.Find(8)!.Value.Worst.Origin);
        Assert.Null(memory.Find(101));
    }

    [Fact]
    public void More_than_can_fade_is_forgotten_aloud()
    {
        var memory = new FlowMemory(Small);
        for (ulong i = 0; i < 150_000; i += 50)
        {
            memory.Apply(Event(FlowEventKind.Result, Origin.Words, [.. Enumerable.Range(0, 50).Select(n => Mix(i + (ulong)n))]));
        }

        Assert.True(memory.Forgot);
    }

    [Fact]
    public void What_never_faded_is_hardly_ever_taken_for_what_did()
    {
        var prints = new FadedPrints();
        for (ulong i = 0; i < FadedPrints.Most; i++)
        {
            prints.Add(Mix(i));
        }

        Assert.All(Enumerable.Range(0, FadedPrints.Most), i => Assert.True(prints.Has(Mix((ulong)i))));
        Assert.InRange(Enumerable.Range(0, 200_000).Count(i => prints.Has(Mix((ulong)i + 10_000_000))), 0, 40);
    }

    // Fingerprints are keyed hashes, so their bits look drawn.
    private static ulong Mix(ulong i)
    {
        i = (i ^ (i >> 30)) * 0xbf58476d1ce4e5b9;
        i = (i ^ (i >> 27)) * 0x94d049bb133111eb;
        return i ^ (i >> 31);
    }

    [Fact]
    public void One_event_beyond_the_bound_is_cut_and_says_so()
    {
        var memory = new FlowMemory(Small);
        memory.Apply(Event(FlowEventKind.Result, Origin.Words, [.. Enumerable.Range(0, 500).Select(static i => (ulong)i)]));
        Assert.InRange(memory.Count, 1, 50);
        Assert.True(memory.Forgot);
    }

    [Fact]
    public void The_best_and_the_worst_source_of_a_value_are_known_in_any_order()
    {
        Origin[] origins = [Origin.Words, Origin.Data, Origin.Instructed, Origin.Named];
        foreach (var order in new[] { origins, origins.Reverse().ToArray() })
        {
            var memory = new FlowMemory(Small);
            foreach (var origin in order)
            {
                memory.Apply(Event(FlowEventKind.Result, origin, 7));
            }

            Assert.Equal((Origin.Data, Origin.Instructed), (memory.Find(7)!.Value.Best.Origin, memory.Find(7)!.Value.Worst.Origin));
        }
    }

    [Fact]
    public void What_somebody_vouches_for_is_trusted_from_then_on()
    {
        var memory = new FlowMemory(Small);
        memory.Apply(Event(FlowEventKind.Result, Origin.Instructed, 7));
        memory.Apply(Event(FlowEventKind.Declassified, Origin.Trusted, 7));
        Assert.Equal(Origin.Trusted, memory.Find(7)!.Value.Worst.Origin);
        memory.Apply(Event(FlowEventKind.Result, Origin.Words, 7));
        Assert.Equal(Origin.Trusted, memory.Find(7)!.Value.Best.Origin);
    }

    [Fact]
    public void Flows_that_were_idle_too_long_or_longest_go()
    {
        var clock = new ManualClock();
        var book = new FlowBook(PrintKey.New(), new TaintOptions { Limits = Small }, clock);
        for (var i = 0; i < 5; i++)
        {
            book.Say(Key(i), "please");
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([false, false, true, true, true], Enumerable.Range(0, 5).Select(i => book.Current(Key(i)).HasRequest));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.False(book.Current(Key(4)).HasRequest);
        book.Say(Key(4), "again");
        Assert.Equal(1, book.Current(Key(4)).Events);
    }

    private static FlowKey Key(int i) => new(FlowKeySource.McpSession, $"s{i}");

    private static FlowEvent Event(FlowEventKind kind, Origin origin, params ulong[] prints) => new()
    {
        Kind = kind,
        At = DateTimeOffset.UnixEpoch,
        Sources = [new FlowSource("call_1", "up", "tool", "/text", origin, [])],
        Prints = [.. prints.Select(static p => new FlowPrint(p, 0))],
    };
}
