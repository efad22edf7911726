using PolicyGuard.Calls;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Takes messages that nobody waits for.</summary>
internal sealed class NoSink : IMessageSink
{
    /// <summary>The only one.</summary>
    public static readonly NoSink Instance = new();

    /// <inheritdoc/>
    public bool Reaches => false;

    /// <inheritdoc/>
    public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => default;
}
