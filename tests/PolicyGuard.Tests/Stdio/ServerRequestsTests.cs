using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Stdio;
using PolicyGuard.Tests.Doubles;

namespace PolicyGuard.Tests.Stdio;

public sealed class ServerRequestsTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_question_that_nobody_answers_does_not_excuse_the_child_for_ever()
    {
        var asked = new ServerRequests(TimeSpan.FromMinutes(10), _clock);
        var call = Call(1);
        asked.TryAdd(5, "0"u8.ToArray(), call);
        Assert.True(asked.HoldsUp(call));

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.False(asked.HoldsUp(call));
        Assert.False(asked.TryTake("5"u8, out _));
    }

    [Fact]
    public void A_question_in_the_matter_of_one_call_excuses_no_other()
    {
        var asked = new ServerRequests(TimeSpan.FromMinutes(10), _clock);
        asked.TryAdd(5, "0"u8.ToArray(), Call(1));

        Assert.False(asked.HoldsUp(Call(2)));
    }

    [Fact]
    public void An_answer_is_taken_once_and_only_under_the_id_that_was_given_out()
    {
        var asked = new ServerRequests(TimeSpan.FromMinutes(10), _clock);
        asked.TryAdd(5, "\"q\""u8.ToArray(), null);

        Assert.False(asked.TryTake("\"q\""u8, out _));
        Assert.False(asked.TryTake("\"5\""u8, out _));
        Assert.True(asked.TryTake("5"u8, out var childId));
        Assert.True(childId.Span.SequenceEqual("\"q\""u8));
        Assert.False(asked.TryTake("5"u8, out _));
    }

    [Fact]
    public void A_child_that_asks_without_end_is_refused_until_old_questions_are_forgotten()
    {
        var asked = new ServerRequests(TimeSpan.FromMinutes(10), _clock);

        Assert.Equal(1024, Enumerable.Range(1, 5000).Count(i => asked.TryAdd(i, "0"u8.ToArray(), null)));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(asked.TryAdd(9999, "0"u8.ToArray(), null));
    }

    private static PendingCall Call(long id) =>
        new(id, new RpcMessage { Utf8 = "{}"u8.ToArray(), Kind = RpcKind.Request, Method = "tools/call" }, new Nobody(), 0, CancellationToken.None);

    private sealed class Nobody : IMessageSink
    {
        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => default;
    }
}
