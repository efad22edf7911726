using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>Where a request goes.</summary>
/// <param name="Link">The upstream.</param>
/// <param name="Message">The request as the upstream gets it.</param>
/// <param name="Headers">The headers that go with it.</param>
internal readonly record struct Route(UpstreamLink Link, RpcMessage Message, RequestHeaders Headers);
