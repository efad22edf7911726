using PolicyGuard.Ledger;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Ledger;

/// <summary>Who waits for the disk, and who must not.</summary>
public sealed class DurabilityTests
{
    [Theory]
    [InlineData(DurabilityMode.Auto, true, Durability.Full)]
    [InlineData(DurabilityMode.Auto, false, Durability.Normal)]
    [InlineData(DurabilityMode.Normal, true, Durability.Normal)]
    [InlineData(DurabilityMode.Normal, false, Durability.Normal)]
    [InlineData(DurabilityMode.Full, true, Durability.Full)]
    [InlineData(DurabilityMode.Full, false, Durability.Full)]
    public void Before_a_call_that_may_change_something_the_default_waits_for_the_disk(DurabilityMode mode, bool mayChange, Durability expected) =>
        Assert.Equal(expected, new PolicyGuard.Ledger.Ledger(new MemoryLedgerStore(), mode).BeforeCall(mayChange));

    [Theory]
    [InlineData(DurabilityMode.Auto, Durability.Normal)]
    [InlineData(DurabilityMode.Normal, Durability.Normal)]
    [InlineData(DurabilityMode.Full, Durability.Full)]
    public void A_refusal_waits_for_the_disk_only_where_everything_does(DurabilityMode mode, Durability expected) =>
        Assert.Equal(expected, new PolicyGuard.Ledger.Ledger(new MemoryLedgerStore(), mode).Complete);

    [Fact]
    public void A_time_is_written_in_utc_whatever_zone_it_came_in()
    {
        var at = new DateTimeOffset(2026, 11, 21, 1, 2, 3, TimeSpan.FromHours(2)).AddTicks(1234567);
        Assert.Equal("2026-11-20T23:02:03.123456Z", PolicyGuard.Ledger.Ledger.Time(at));
    }
}
