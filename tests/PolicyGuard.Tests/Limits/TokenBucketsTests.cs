using PolicyGuard.Limits;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Limits;

public sealed class TokenBucketsTests
{
    [Fact]
    public void Two_a_minute_with_a_burst_of_two_blocks_the_third_and_says_for_how_long()
    {
        var clock = new ManualClock();
        var buckets = new TokenBuckets(new RateLimit(2, 2), clock);
        Assert.True(buckets.TryTake("a", out _));
        Assert.True(buckets.TryTake("a", out _));
        Assert.False(buckets.TryTake("a", out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(30), retryAfter);
        Assert.True(buckets.TryTake("b", out _));

        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(buckets.TryTake("a", out _));
        Assert.False(buckets.TryTake("a", out _));
    }

    [Fact]
    public void A_clock_that_steps_back_gives_nothing_away()
    {
        var clock = new ManualClock();
        var buckets = new TokenBuckets(new RateLimit(60, 1), clock);
        Assert.True(buckets.TryTake("a", out _));
        clock.Advance(TimeSpan.FromHours(-1));
        Assert.False(buckets.TryTake("a", out _));
    }

    [Fact]
    public void A_flood_of_names_does_not_forget_who_was_limited()
    {
        var clock = new ManualClock();
        var buckets = new TokenBuckets(new RateLimit(60, 1), clock);
        buckets.TryTake("victim", out _);
        for (var i = 0; i < TokenBuckets.MaxKeys + 10; i++)
        {
            buckets.TryTake($"k{i}", out _);
        }

        Assert.False(buckets.TryTake("victim", out _));
    }

    [Fact]
    public async Task Racing_callers_share_one_bucket()
    {
        var buckets = new TokenBuckets(new RateLimit(1, 100), new ManualClock());
        var taken = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), (_, _) =>
        {
            if (buckets.TryTake("a", out TimeSpan _))
            {
                Interlocked.Increment(ref taken);
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(100, taken);
    }
}
