using PolicyGuard.Registry;
using PolicyGuard.Sqlite;

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
        var asked = await AskAsync(store, Wanted("1", "b") with { Caller = "key:1" });
        Assert.Equal(Wanted("1", "b") with { Caller = "key:1" }, asked);
        Assert.True(await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody", "fine")));
        Assert.Equal(asked with { Status = ApprovalStatus.Approved, AnsweredBy = "somebody", AnsweredAt = _clock.Now, Note = "fine" }, await store.Approvals.FindAsync("1"));
        Assert.Null(await store.Approvals.FindAsync("2"));
    }

    [Fact]
    public async Task Asking_twice_for_the_same_call_bothers_a_human_once()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await AskAsync(i % 2 == 0 ? store : other, Wanted($"{i}", "b")))));
        Assert.Single(asked.Select(approval => approval.Id).Distinct());
        Assert.Single(await store.Approvals.ListAsync());
        await store.Approvals.AnswerAsync(asked[0].Id, new ApprovalAnswer(true, "somebody"));
        Assert.Equal((asked[0].Id, ApprovalStatus.Approved), Of(await AskAsync(other, Wanted("again", "b"))));
    }

    [Fact]
    public async Task A_caller_that_makes_up_agents_does_not_bury_the_questions_of_others()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < ApprovalBounds.AgentsOfACaller; i++)
        {
            Assert.NotNull(await store.Approvals.AskAsync(Wanted($"{i}", $"b{i}") with { Agent = $"made-up-{i}", Caller = "key:1" }, 1));
        }

        Assert.Null(await store.Approvals.AskAsync(Wanted("more", "more") with { Agent = "made-up", Caller = "key:1" }, 1));
        Assert.NotNull(await store.Approvals.AskAsync(Wanted("other", "other") with { Agent = "honest", Caller = "key:2" }, 1));
        Assert.True(await store.Approvals.AnswerAsync("0", new ApprovalAnswer(false, "somebody")));
        Assert.NotNull(await store.Approvals.AskAsync(Wanted("more", "more") with { Agent = "made-up", Caller = "key:1" }, 1));
    }

    [Fact]
    public async Task Nobody_smuggles_an_answer_in_by_asking()
    {
        await using var store = _folder.Open(_clock);
        var asked = await AskAsync(store, Wanted("1", "b") with { Status = ApprovalStatus.Approved, AnsweredBy = "me" });
        Assert.Equal((ApprovalStatus.Pending, null), (asked.Status, asked.AnsweredBy));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
    }

    [Fact]
    public async Task A_yes_is_used_once_by_its_own_call_only()
    {
        await using var store = _folder.Open(_clock);
        await AskAsync(store, Wanted("1", "b"));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody"));
        Assert.False(await store.Approvals.UseAsync("1", "another call"));
        Assert.False(await store.Approvals.UseAsync("2", "b"));
        Assert.True(await store.Approvals.UseAsync("1", "b"));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal(ApprovalStatus.Pending, (await AskAsync(store, Wanted("2", "b"))).Status);
    }

    [Fact]
    public async Task Of_many_processes_that_race_for_a_yes_exactly_one_gets_it()
    {
        await using (var store = _folder.Open())
        {
            await AskAsync(store, Wanted("1", "b") with { ExpiresAt = DateTimeOffset.MaxValue });
            await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody"));
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
        await AskAsync(store, Wanted("1", "b"));
        Assert.True(await store.Approvals.AnswerAsync("1", new ApprovalAnswer(false, "somebody")));
        Assert.False(await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody else")));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal((ApprovalStatus.Denied, "somebody"), ((await store.Approvals.FindAsync("1"))!.Status, (await store.Approvals.FindAsync("1"))!.AnsweredBy));
        Assert.False(await store.Approvals.AnswerAsync("unknown", new ApprovalAnswer(true, "somebody")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ran_out_is_good_for_nothing_and_is_asked_anew(bool answered)
    {
        await using var store = _folder.Open(_clock);
        await AskAsync(store, Wanted("1", "b"));
        if (answered)
        {
            await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody"));
        }

        _clock.Now = _clock.Now.AddMinutes(10);
        Assert.Equal(ApprovalStatus.Expired, (await store.Approvals.FindAsync("1"))!.Status);
        Assert.Equal("1", Assert.Single(await store.Approvals.ListAsync(ApprovalStatus.Expired)).Id);
        Assert.Empty(await store.Approvals.ListAsync(ApprovalStatus.Pending));
        Assert.False(await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "too late")));
        Assert.False(await store.Approvals.UseAsync("1", "b"));
        Assert.Equal(("2", ApprovalStatus.Pending), Of(await AskAsync(store, Wanted("2", "b"))));
        Assert.Equal(ApprovalStatus.Expired, (await store.Approvals.FindAsync("1"))!.Status);
    }

    [Fact]
    public async Task The_list_is_newest_first_and_bounded()
    {
        await using var store = _folder.Open(_clock);
        for (var i = 0; i < 5; i++)
        {
            _clock.Now = _clock.Now.AddSeconds(1);
            await AskAsync(store, Wanted($"{i}", $"b{i}"));
        }

        Assert.Equal(["4", "3", "2"], (await store.Approvals.ListAsync(limit: 3)).Select(approval => approval.Id));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Approvals.ListAsync(limit: 0));
    }

    [Fact]
    public async Task A_grant_covers_other_arguments_of_its_tool_and_flow_until_it_ends_and_nothing_else()
    {
        await using var store = _folder.Open(_clock);
        await AskAsync(store, Wanted("1", "b1", "tool in flow"));
        await AskAsync(store, Wanted("2", "b2", "tool in flow"));
        Assert.True(await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody", GrantFor: TimeSpan.FromMinutes(3))));

        Assert.Equal(("1", ApprovalStatus.Granted), Of(await AskAsync(store, Wanted("3", "b3", "tool in flow"))));
        Assert.Equal(("1", ApprovalStatus.Granted), Of(await AskAsync(store, Wanted("4", "b2", "tool in flow"))));
        Assert.Equal(("5", ApprovalStatus.Pending), Of(await AskAsync(store, Wanted("5", "b5", "another flow"))));

        _clock.Now = _clock.Now.AddMinutes(3);
        Assert.Equal(ApprovalStatus.Expired, (await store.Approvals.FindAsync("1"))!.Status);
        Assert.Equal(("6", ApprovalStatus.Pending), Of(await AskAsync(store, Wanted("6", "b6", "tool in flow"))));
    }

    [Fact]
    public async Task A_no_to_this_call_outweighs_a_grant_for_its_tool()
    {
        await using var store = _folder.Open(_clock);
        await AskAsync(store, Wanted("1", "b1", "g"));
        await AskAsync(store, Wanted("2", "b2", "g"));
        await store.Approvals.AnswerAsync("2", new ApprovalAnswer(false, "somebody"));
        await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody", GrantFor: TimeSpan.FromHours(1)));
        Assert.Equal(("2", ApprovalStatus.Denied), Of(await AskAsync(store, Wanted("3", "b2", "g"))));
    }

    [Fact]
    public async Task A_yes_or_a_grant_can_be_taken_back_until_it_was_used()
    {
        await using var store = _folder.Open(_clock);
        await AskAsync(store, Wanted("1", "b1", "g"));
        Assert.False(await store.Approvals.RevokeAsync("1", "boss"));
        await store.Approvals.AnswerAsync("1", new ApprovalAnswer(true, "somebody", GrantFor: TimeSpan.FromHours(1)));
        Assert.True(await store.Approvals.RevokeAsync("1", "boss"));
        Assert.Equal(ApprovalStatus.Pending, (await AskAsync(store, Wanted("2", "b2", "g"))).Status);
        await store.Approvals.AnswerAsync("2", new ApprovalAnswer(true, "somebody"));
        Assert.True(await store.Approvals.UseAsync("2", "b2"));
        Assert.False(await store.Approvals.RevokeAsync("2", "boss"));
    }

    [Fact]
    public async Task A_loop_does_not_bury_a_human_in_questions()
    {
        await using var store = _folder.Open(_clock);
        await using var other = _folder.Open(_clock);
        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () => await (i % 2 == 0 ? store : other).Approvals.AskAsync(Wanted($"{i}", $"b{i}"), 10))));
        Assert.Equal(10, asked.Count(static one => one is not null));
        Assert.Equal(10, (await store.Approvals.ListAsync()).Count);
        Assert.NotNull(await store.Approvals.AskAsync(Wanted("x", "bx") with { Agent = "another" }, 10));
    }

    private Approval Wanted(string id, string binding, string? grant = null) => new()
    {
        Id = id,
        Binding = binding,
        GrantBinding = grant ?? $"grant of {id}",
        CallId = "call_1",
        Agent = "agent",
        Flow = "mcp:s",
        Target = "tool",
        ArgumentsJson = """{"a":1}""",
        Reason = "because",
        CreatedAt = _clock.Now,
        ExpiresAt = _clock.Now.AddMinutes(10),
    };

    private static async Task<Approval> AskAsync(SqliteStore store, Approval wanted) => (await store.Approvals.AskAsync(wanted, 100))!.Value.Approval;

    private static (string Id, ApprovalStatus Status) Of(Approval approval) => (approval.Id, approval.Status);
}
