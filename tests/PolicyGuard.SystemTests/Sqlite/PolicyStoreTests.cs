namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>Policies made at run time keep their history, and a change is noticed.</summary>
public sealed class PolicyStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_version_stays_and_the_newest_counts()
    {
        await using var store = _folder.Open(_clock);
        var first = await store.Policies.PutAsync("p", "{1}", true, "a");
        _clock.Now = _clock.Now.AddHours(1);
        var second = await store.Policies.PutAsync("p", "{2}", false, "b");
        var other = await store.Policies.PutAsync("o", "{3}", true, "c");
        Assert.Equal((1L, 2L, 1L), (first!.Version, second!.Version, other!.Version));
        Assert.Equal([second, other], await store.Policies.ListAsync());
        Assert.Equal([second, first], await store.Policies.HistoryAsync("p"));
        Assert.Empty(await store.Policies.HistoryAsync("unknown"));
    }

    [Fact]
    public async Task The_revision_grows_with_every_change_by_any_process_and_with_nothing_else()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var revision = await store.Policies.RevisionAsync();
        for (var i = 0; i < 10; i++)
        {
            await other.Policies.PutAsync($"p{i % 3}", "{}", true, "a");
            await other.Agents.GetOrRegisterAsync($"a{i}");
            var now = await store.Policies.RevisionAsync();
            Assert.Equal(revision + 1, now);
            revision = now;
        }
    }

    [Fact]
    public async Task Racing_writers_get_a_version_each()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var versions = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () => (await (i % 2 == 0 ? store : other).Policies.PutAsync("p", $"{{{i}}}", true, "a"))!.Version)));
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), versions.Order());
    }

    [Fact]
    public async Task What_was_judged_by_an_older_revision_is_not_stored()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var judged = await store.Policies.RevisionAsync();
        Assert.NotNull(await other.Policies.PutAsync("q", "{}", true, "b", judged));
        Assert.Null(await store.Policies.PutAsync("p", "{}", true, "a", judged));
        Assert.Equal("q", Assert.Single(await store.Policies.ListAsync()).Id);
        Assert.Equal(1, (await store.Policies.PutAsync("p", "{}", true, "a", judged + 1))!.Version);
    }

    [Fact]
    public async Task Policies_stay_in_the_order_in_which_they_were_first_made()
    {
        await using var store = _folder.Open(_clock);
        foreach (var id in new[] { "z", "a", "m", "a", "z" })
        {
            await store.Policies.PutAsync(id, "{}", true, "a");
        }

        Assert.Equal([("z", 2L), ("a", 2L), ("m", 1L)], (await store.Policies.ListAsync()).Select(p => (p.Id, p.Version)));
    }
}
