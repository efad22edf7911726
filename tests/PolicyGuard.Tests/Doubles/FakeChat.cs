using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace PolicyGuard.Tests.Doubles;

/// <summary>A chat model that says what a test tells it to.</summary>
internal sealed class FakeChat : IChatClient
{
    public const string Yes = """{"verdict":"allow","confidence":0.95,"reason":"it serves the task","risk_indicators":[]}""";

    private int _asked;

    public int Asked => _asked;

    /// <summary>What it was sent, message by message: the whole question.</summary>
    public ConcurrentQueue<(string System, string User)> Seen { get; } = new();

    public Func<CancellationToken, Task<ChatResponse>> Answer { get; set; } = static _ => Task.FromResult(Of(Yes));

    public static ChatResponse Of(string text, long? tokens = null) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop, Usage = tokens is null ? null : new UsageDetails { TotalTokenCount = tokens },
    };

    public FakeChat Saying(string text)
    {
        Answer = _ => Task.FromResult(Of(text));
        return this;
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        var all = messages.ToList();
        Seen.Enqueue((all.Single(static message => message.Role == ChatRole.System).Text, all.Single(static message => message.Role == ChatRole.User).Text));
        return Answer(cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("the judge does not stream");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
