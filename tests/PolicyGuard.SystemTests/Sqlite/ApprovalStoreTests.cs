using PolicyGuard.Registry;

namespace PolicyGuard.SystemTests.Sqlite;

/// <summary>A yes is for one call, once, in time.</summary>
public sealed class ApprovalStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_of_an_approval_comes_back_as_it_was_asked_and_answered()
    {
        await using var store = _folder.Open(_clock);
        var asked = await store.Approvals.AskAsync(Wanted("1", "b"));
        Assert.Equal(Wanted("1", "b"), asked);
        Assert.True(await store.Approvals.AnswerAsync("1", approve: true, "somebody", "fine"));
        Assert.Equal(asked with { Status = ApprovalStatus.Approved, AnsweredBy = "somebody", Note = "fine" }, await store.Approvals.FindAsync("1"));
        Assert.Null(await store.Approvals.FindAsync("2"));
    }

    [Fact]
    public async Task Asking_twice_for_the_same_call_bothers_a_human_once()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? store : other).Approvals.AskAsync(Wanted($"{i}", "b")))));
        Assert.Single(asked.Select(approval => approval.Id).Distinct());
        Assert.Single(await store.Approvals.ListAsync());
        await store.Approvals.AnswerAsync(asked[0].Id, approve: true, "somebody", null);
        Assert.Equal((asked[0].Id, ApprovalStatus.Approved), Of(await other.Approvals.AskAsync(Wanted("again", "b"))));
    }

    [Fact]
    public async Task Nobody_smuggles_an_answer_in_by_asking()
    {
        await using var store = _folder.Open(_clock);
        var asked = await store.Approvals.AskAsync(Wanted("1", "b") with { Status = ApprovalStatus.Approved, AnsweredBy = "me" });
        Assert.Equal((ApprovalStatus.Pending, null), (asked.Status, asked.AnsweredBy));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
    }

    [Fact]
    public async Task A_yes_is_used_once_by_its_own_call_only()
    {
        await using var store = _folder.Open(_clock);
        await store.Approvals.AskAsync(Wanted("1", "b"));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        await store.Approvals.AnswerAsync("1", approve: true, "somebody", null);
        Assert.False(await store.Approvals.UseAsync("1", "another call"));
        Assert.False(await store.Approvals.UseAsync("2", "b"));
        Assert.True(await store.Approvals.UseAsync("1", "b"));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal(ApprovalStatus.Pending, (await store.Approvals.AskAsync(Wanted("2", "b"))).Status);
    }

    [Fact]
    public async Task Of_many_processes_that_race_for_a_yes_exactly_one_gets_it()
    {
        await using (var store = _folder.Open())
        {
            await store.Approvals.AskAsync(Wanted("1", "b") with { ExpiresAt = DateTimeOffset.MaxValue });
            await store.Approvals.AnswerAsync("1", approve: true, "somebody", null);
        }

        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => HostProcess.StartAsync("use", _folder.Path, "1", "b", "20")));
        var said = await Task.WhenAll(hosts.Select(host => host.RunAsync()));
        Array.ForEach(hosts, host => host.Dispose());
        Assert.Equal(1, said.Sum(lines => int.Parse(Assert.Single(lines))));
    }

    [Fact]
    public async Task A_no_stays_a_no()
    {
        await using var store = _folder.Open(_clock);
        await store.Approvals.AskAsync(Wanted("1", "b"));
        Assert.True(await store.Approvals.AnswerAsync("1", approve: false, "somebody", null));
        Assert.False(await store.Approvals.AnswerAsync("1", approve: true, "somebody else", null));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal((ApprovalStatus.Denied, "somebody"), ((await store.Approvals.FindAsync("1"))!.Status, (await store.Approvals.FindAsync("1"))!.AnsweredBy));
        Assert.False(await store.Approvals.AnswerAsync("unknown", approve: true, "somebody", null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ran_out_is_good_for_nothing_and_is_asked_anew(bool answered)
    {
        await using var store = _folder.Open(_clock);
        await store.Approvals.AskAsync(Wanted("1", "b"));
        if (answered)
        {
            await store.Approvals.AnswerAsync("1", approve: true, "somebody", null);
        }

        _clock.Now = _clock.Now.AddMinutes(10);
        Assert.Equal(ApprovalStatus.Expired, (await store.Approvals.FindAsync("1"))!.Status);
        Assert.Equal("1", Assert.Single(await store.Approvals.ListAsync(ApprovalStatus.Expired)).Id);
        Assert.Empty(await store.Approvals.ListAsync(ApprovalStatus.Pending));
        Assert.False(await store.Approvals.AnswerAsync("1", approve: true, "too late", null));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal(("2", ApprovalStatus.Pending), Of(await store.Approvals.AskAsync(Wanted("2", "b"))));
        Assert.Equal(ApprovalStatus.Expired, (await store.Approvals.FindAsync("1"))!.Status);
    }

    [Fact]
    public async Task The_list_is_newest_first_and_bounded()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < 5; i++)
        {
            _clock.Now = _clock.Now.AddSeconds(1);
            await store.Approvals.AskAsync(Wanted($"{i}", $"b{i}"));
        }

        Assert.Equal(["4", "3", "2"], (await store.Approvals.ListAsync(limit: 3)).Select(approval => approval.Id));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Approvals.ListAsync(limit: 0));
    }

    private Approval Wanted(string id, string binding) => new(
        id, binding, "call_1", "agent", "tool", """{"a":1}""", "because", ApprovalStatus.Pending, _clock.Now, _clock.Now.AddMinutes(10));

    private static (string Id, ApprovalStatus Status) Of(Approval approval) => (approval.Id, approval.Status);
}
