using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Gateway.Upstreams.Http;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>The gateway's own conversation with an upstream, initialised.</summary>
/// <param name="Session">The conversation.</param>
/// <param name="Dialect">How it speaks.</param>
/// <param name="Hello">The raw result of <c>initialize</c> or <c>server/discover</c>.</param>
internal sealed record Connection(IUpstreamSession Session, Dialect Dialect, ReadOnlyMemory<byte> Hello)
{
    /// <summary>Whether the upstream is reached over HTTP, so that it sees headers and gives statuses itself.</summary>
    public bool IsHttp { get; } = Session is HttpUpstreamSession;

    /// <summary>Whether the upstream says that it can do something.</summary>
    public bool Offers(string capability) => !RawJson.Member(RawJson.Member(Hello, "capabilities"), capability).IsEmpty;
}
