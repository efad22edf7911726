using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams.Http;

namespace PolicyGuard.Gateway.Upstreams;

/// <summary>Makes upstreams of what is configured.</summary>
internal static class UpstreamFactory
{
    /// <summary>The upstream for an entry of the configuration.</summary>
    /// <exception cref="NotSupportedException">The entry is of a kind that this build cannot reach.</exception>
    public static IUpstream Create(UpstreamOptions options, RpcLimits limits, TimeProvider time) => options.Url is not null
        ? new HttpUpstream(options, limits, time)
        : throw new NotSupportedException($"upstream `{options.Name}` is a command; this build reaches upstreams by url only");
}
