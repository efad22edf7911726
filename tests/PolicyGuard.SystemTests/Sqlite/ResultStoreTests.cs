using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Results that were kept back: each is decided on once, fetched once, and its content is gone afterwards.</summary>
public sealed class ResultStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_of_a_result_comes_back_also_through_another_store()
    {
        await using var one = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        Assert.True(await one.Results.TryHoldAsync(Held("1"), 10));
        var found = (await other.Results.FindAsync("1"))!;
        Assert.Equal(Held("1") with { Sealed = default }, found with { Sealed = default });
        Assert.Equal([1, 2, 3], found.Sealed.ToArray());
        Assert.True(Assert.Single(await other.Results.ListAsync(HeldStatus.Held, 10)).Sealed.IsEmpty);
        Assert.Equal("1", (await other.Results.FindStandingAsync("binding of 1"))!.Id);
        Assert.Null(await other.Results.FindStandingAsync("binding of 2"));
    }

    [Theory]
    [InlineData(HeldStatus.Delivered)]
    [InlineData(HeldStatus.Discarded)]
    public async Task Of_racing_stores_one_moves_it_and_the_content_goes(HeldStatus to)
    {
        await using var one = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        await one.Results.TryHoldAsync(Held("1"), 10);
        Assert.False(await one.Results.MoveAsync("1", HeldStatus.Delivered, null, null));
        Assert.True(await one.Results.MoveAsync("1", HeldStatus.Released, "cli:x", "looked at"));
        Assert.False(await one.Results.MoveAsync("1", HeldStatus.Released, "cli:y", null));
        var moved = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : other).Results.MoveAsync("1", to, null, null))));
        Assert.Single(moved, static m => m);
        var left = (await other.Results.FindAsync("1"))!;
        Assert.Equal((to, "cli:x", "looked at"), (left.Status, left.DecidedBy, left.Note));
        Assert.True(left.Sealed.IsEmpty);
        Assert.Null(await one.Results.FindStandingAsync("binding of 1"));
    }

    [Fact]
    public async Task It_runs_out_makes_room_and_leaves_its_row()
    {
        await using var store = _folder.Open(_clock);
        Assert.True(await store.Results.TryHoldAsync(Held("1"), 1));
        Assert.False(await store.Results.TryHoldAsync(Held("2"), 1));
        _clock.Now += TimeSpan.FromHours(25);
        Assert.Equal(HeldStatus.Expired, (await store.Results.FindAsync("1"))!.Status);
        Assert.True((await store.Results.FindAsync("1"))!.Sealed.IsEmpty);
        Assert.False(await store.Results.MoveAsync("1", HeldStatus.Released, "x", null));
        Assert.True(await store.Results.TryHoldAsync(Held("2"), 1));
        Assert.Equal(2, (await store.Results.ListAsync(null, 10)).Count);
    }

    private HeldResult Held(string id) => new()
    {
        Id = id,
        Binding = $"binding of {id}",
        CallId = "call_1",
        Agent = "a",
        Flow = "mcp:s",
        Target = "read",
        Upstream = "up",
        Found = "aws-access-key",
        Bytes = 3,
        Digest = "d",
        IsError = true,
        Sealed = new byte[] { 1, 2, 3 },
        CreatedAt = _clock.Now,
        ExpiresAt = _clock.Now + TimeSpan.FromHours(24),
    };
}
