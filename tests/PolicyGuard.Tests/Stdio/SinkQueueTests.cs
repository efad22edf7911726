using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Tests.Stdio;

public sealed class SinkQueueTests
{
    [Fact]
    public async Task Messages_come_in_order_and_the_answer_after_them()
    {
        var sink = new Slow();
        var queue = new SinkQueue(sink, CancellationToken.None);
        var finished = new TaskCompletionSource();
        Assert.True(queue.Post(Message(1)));
        Assert.True(queue.Post(Message(2)));
        queue.Finish(finished.SetResult);
        Assert.False(finished.Task.IsCompleted);

        sink.Open.SetResult();
        await finished.Task;

        Assert.Equal(["1", "2"], sink.Taken);
    }

    [Fact]
    public void A_client_that_takes_nothing_holds_a_bounded_number_of_messages()
    {
        var queue = new SinkQueue(new Slow(), CancellationToken.None);

        var taken = Enumerable.Range(0, 5000).Count(i => queue.Post(Message(i)));

        Assert.InRange(taken, 100, 2000);
    }

    [Fact]
    public void A_client_that_takes_nothing_holds_a_bounded_number_of_bytes()
    {
        var queue = new SinkQueue(new Slow(), CancellationToken.None);
        var large = Message(1, new string('x', 4_000_000));

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => queue.Post(large)), 1, 10);
    }

    [Fact]
    public async Task A_client_that_fails_at_one_message_gets_the_next()
    {
        var sink = new Slow { Fails = "1" };
        sink.Open.SetResult();
        var queue = new SinkQueue(sink, CancellationToken.None);
        var finished = new TaskCompletionSource();

        queue.Post(Message(1));
        queue.Post(Message(2));
        queue.Finish(finished.SetResult);
        await finished.Task;

        Assert.Equal(["2"], sink.Taken);
    }

    private static RpcMessage Message(int id, string text = "") =>
        RpcReader.TryRead(Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"result":"{{text}}"}"""), RpcLimits.Default, out var message, out _) ? message! : throw new InvalidOperationException();

    private sealed class Slow : IMessageSink
    {
        public TaskCompletionSource Open { get; } = new();

        public List<string> Taken { get; } = [];

        public string? Fails { get; init; }

        public async ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct)
        {
            await Open.Task;
            var id = Encoding.ASCII.GetString(message.Id.Span);
            if (id == Fails)
            {
                throw new IOException("the client is gone");
            }

            Taken.Add(id);
        }
    }
}
