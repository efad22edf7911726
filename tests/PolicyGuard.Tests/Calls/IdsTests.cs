using PolicyGuard.Calls;

namespace PolicyGuard.Tests.Calls;

public sealed class IdsTests
{
    private static readonly DateTimeOffset At = new(2026, 7, 28, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_of_calls_sort_by_their_time()
    {
        var ids = Enumerable.Range(0, 2000).Select(i => Ids.Call(At.AddMilliseconds(i * 37L))).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.True(string.CompareOrdinal(Ids.Call(DateTimeOffset.UnixEpoch), Ids.Call(new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero))) < 0);
    }

    [Fact]
    public void Ids_are_never_reused_within_one_moment_and_by_many_threads()
    {
        var ids = new string[64_000];
        Parallel.For(0, ids.Length, i => ids[i] = i % 2 == 0 ? Ids.Call(At) : Ids.New("apr"));

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Nothing_of_one_id_foretells_the_next()
    {
        // Every place behind the time takes nearly every character: no counter, no constant.
        var calls = Enumerable.Range(0, 2000).Select(_ => Ids.Call(At)["call_".Length..][9..]).ToList();
        var approvals = Enumerable.Range(0, 2000).Select(_ => Ids.New("apr")["apr_".Length..]).ToList();

        Assert.All(calls, tail => Assert.Equal(11, tail.Length));
        Assert.All(approvals, tail => Assert.Equal(16, tail.Length));
        Assert.All(Enumerable.Range(0, 11), place => Assert.True(calls.Select(tail => tail[place]).Distinct().Count() >= 30));
        Assert.All(Enumerable.Range(0, 16), place => Assert.True(approvals.Select(tail => tail[place]).Distinct().Count() >= 30));
    }
}
