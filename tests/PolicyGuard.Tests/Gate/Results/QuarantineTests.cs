using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Gate.Results;

/// <summary>A result that is kept back: nobody gets it before a human says so, nothing runs twice for it, and it cannot be had by anybody else.</summary>
public sealed class QuarantineTests
{
    private const string Rule = "result: { secret: quarantine }";
    private static readonly string Result = $$$"""{"content":[{"type":"text","text":"{{{GiveTests.Key}}}"}]}""";

    [Fact]
    public async Task It_is_kept_sealed_and_the_agent_gets_its_id()
    {
        var f = GiveTests.Fixture(Result, Rule);
        var reply = await f.InvokeAsync(f.Call("read"));

        var held = Assert.Single(f.Held.All);
        Assert.Equal((ReplyStatus.Withheld, Reasons.ResultQuarantined, held.Id), (reply.Status, reply.Reason, reply.HeldAs));
        Assert.Contains(held.Id, reply.Message, StringComparison.Ordinal);
        Assert.False(held.Sealed.Span.IndexOf(Encoding.ASCII.GetBytes(GiveTests.Key)) >= 0);
        Assert.Equal("aws-access-key", held.Found);
        Assert.Equal(held.Id, f.Store.Json(1).GetProperty("result").GetProperty("held").GetString());
    }

    [Fact]
    public async Task The_same_call_does_not_run_again_while_nobody_has_looked()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read", """{"a":1}"""));
        var again = await f.InvokeAsync(f.Call("read", """{ "a" : 1 }"""));

        Assert.Equal((ReplyStatus.Withheld, Reasons.ResultQuarantined), (again.Status, again.Reason));
        Assert.Equal(1, f.Upstream.Runs);
        Assert.Single(f.Held.All);
    }

    [Fact]
    public async Task Released_it_answers_the_same_call_once_as_it_came_and_nothing_runs()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        await f.Held.MoveAsync(f.Held.All[0].Id, HeldStatus.Released, "cli:x", null);

        Assert.Equal(Result, GiveTests.Text(await f.InvokeAsync(f.Call("read"))));
        Assert.Equal(1, f.Upstream.Runs);
        Assert.Equal(HeldStatus.Delivered, f.Held.All[0].Status);
        Assert.True(f.Held.All[0].Sealed.IsEmpty);

        await f.InvokeAsync(f.Call("read"));
        Assert.Equal(2, f.Upstream.Runs);
    }

    [Theory]
    [InlineData("""{"a":2}""", "a1", "read", "up")]
    [InlineData("""{"a":1}""", "a2", "read", "up")]
    [InlineData("""{"a":1}""", "a1", "read2", "up")]
    [InlineData("""{"a":1}""", "a1", "read", "other")]
    public async Task Another_call_never_gets_it(string arguments, string agent, string tool, string upstream)
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read", """{"a":1}"""));
        await f.Held.MoveAsync(f.Held.All[0].Id, HeldStatus.Released, "cli:x", null);

        var reply = await f.InvokeAsync(f.Call(tool, arguments, agent, upstream: upstream));
        Assert.Equal(ReplyStatus.Withheld, reply.Status);
        Assert.Equal(2, f.Upstream.Runs);
    }

    [Fact]
    public async Task Another_caller_never_gets_it()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        await f.Held.MoveAsync(f.Held.All[0].Id, HeldStatus.Released, "cli:x", null);
        Assert.Equal(ReplyStatus.Withheld, (await f.InvokeAsync(f.Call("read", caller: Caller.Anonymous))).Status);
    }

    // The rules of today decide on the repeated call too: a release is no permission.
    [Fact]
    public async Task A_suspended_agent_does_not_fetch_what_was_released()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        await f.Held.MoveAsync(f.Held.All[0].Id, HeldStatus.Released, "cli:x", null);
        await f.Agents.PutAsync((await f.Agents.FindAsync("a1"))! with { Status = AgentStatus.Suspended });
        Assert.Equal(Reasons.AgentSuspended, (await f.InvokeAsync(f.Call("read"))).Reason);
    }

    [Fact]
    public async Task Of_racing_calls_one_gets_it_and_none_runs()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        var id = f.Held.All[0].Id;
        await f.Held.MoveAsync(id, HeldStatus.Released, "cli:x", null);
        var taken = 0;
        for (var i = 0; i < 8; i++)
        {
            taken += await f.Held.MoveAsync(id, HeldStatus.Delivered, null, null) ? 1 : 0;
        }

        Assert.Equal(1, taken);
    }

    [Fact]
    public async Task It_runs_out_and_its_content_with_it()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        f.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(HeldStatus.Expired, f.Held.All[0].Status);
        await f.InvokeAsync(f.Call("read"));
        Assert.Equal(2, f.Upstream.Runs);
    }

    [Fact]
    public async Task What_is_too_long_or_one_too_many_is_blocked()
    {
        var f = GiveTests.Fixture($$$"""{"content":[{"type":"text","text":"{{{GiveTests.Key}}} {{{new string('x', 5000)}}}"}]}""", Rule);
        Assert.Equal(Reasons.ResultBlocked, (await f.InvokeAsync(f.Call("read"))).Reason);

        var many = GiveTests.Fixture(Result, Rule);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Reasons.ResultQuarantined, (await many.InvokeAsync(many.Call($"read{i}"))).Reason);
        }

        Assert.Equal(Reasons.ResultBlocked, (await many.InvokeAsync(many.Call("read3"))).Reason);
    }

    [Fact]
    public async Task A_store_that_cannot_say_whether_the_call_ran_before_stops_it()
    {
        var f = GiveTests.Fixture(Result, Rule);
        f.Held.Broken = true;
        var reply = await f.InvokeAsync(f.Call("read"));
        Assert.Equal((ReplyStatus.Failed, Reasons.RegistryUnavailable), (reply.Status, reply.Reason));
        Assert.Equal(0, f.Upstream.Runs);
    }

    [Fact]
    public async Task A_changed_content_is_not_handed_out()
    {
        var f = GiveTests.Fixture(Result, Rule);
        await f.InvokeAsync(f.Call("read"));
        var held = f.Held.All[0];
        var quarantine = new PolicyGuard.Gate.Results.Quarantine(f.Held, () => new PolicyGuard.Ledger.Sealing.Vault(new PolicyGuard.Ledger.Sealing.SealingKey(new byte[32])), new(), f.Clock);
        Assert.NotNull(quarantine.Open(held, out _));
        var changed = held.Sealed.ToArray();
        changed[^1] ^= 1;
        Assert.Null(quarantine.Open(held with { Sealed = changed }, out var fault));
        Assert.NotNull(fault);
        Assert.Null(quarantine.Open(held with { Id = "res_other" }, out _));
    }
}
