using PolicyGuard.Calls;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Upstreams.Http;
using PolicyGuard.Gateway.Upstreams.Stdio;

namespace PolicyGuard.Gateway.Upstreams;

/// <summary>Makes upstreams of what is configured.</summary>
internal static class UpstreamFactory
{
    /// <summary>The upstream for an entry of the configuration.</summary>
    /// <param name="options">The entry; either its url or its command is set.</param>
    /// <param name="limits">The bounds within which its messages are read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes lines for the operator.</param>
    public static IUpstream Create(UpstreamOptions options, RpcLimits limits, TimeProvider time, Action<string> log) => options.Url is not null
        ? new HttpUpstream(options, limits, time)
        : new StdioUpstream(options, limits, time, log);
}
