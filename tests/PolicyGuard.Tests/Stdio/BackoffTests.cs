using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_from_a_tenth_of_a_second_to_half_a_minute_and_are_never_whole_or_nothing()
    {
        var backoff = new Backoff();

        foreach (var most in new[] { 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000 })
        {
            Assert.InRange(backoff.Next().TotalMilliseconds, most / 2, most);
        }

        backoff.Reset();
        Assert.InRange(backoff.Next().TotalMilliseconds, 50, 100);
    }
}
