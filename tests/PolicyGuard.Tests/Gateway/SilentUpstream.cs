using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Tests.Gateway;

/// <summary>An upstream that is never there.</summary>
internal sealed class SilentUpstream(string name) : IUpstream
{
    public UpstreamOptions Options { get; } = new() { Name = name, Url = new Uri("http://127.0.0.1:9/") };

    public string? Fault => null;

    public ValueTask<IUpstreamSession> OpenAsync(IMessageSink unsolicited, CancellationToken ct) => throw new UpstreamException("upstream.unreachable", "never there");

    public ValueTask DisposeAsync() => default;
}
