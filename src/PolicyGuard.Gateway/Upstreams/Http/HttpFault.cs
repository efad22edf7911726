using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>Names what went wrong between us and an HTTP upstream.</summary>
internal static class HttpFault
{
    /// <summary>The fault to report, or null where the exception is to pass as it is: the caller left, or the fault has its name already.</summary>
    public static UpstreamException? Of(Exception e, string upstream, CallClock clock) => e switch
    {
        UpstreamException => null,
        OperationCanceledException when clock.TimedOut => new UpstreamException(Reasons.UpstreamTimeout, $"upstream `{upstream}` gave no answer in time", e),
        OperationCanceledException => null,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new UpstreamException(Reasons.UpstreamUnreachable, $"upstream `{upstream}` cannot be reached", e),
        InvalidDataException or JsonException => new UpstreamException(Reasons.UpstreamGarbage, $"upstream `{upstream}`: {e.Message}", e),
        HttpRequestException or IOException => new UpstreamException(Reasons.UpstreamCrashed, $"upstream `{upstream}` broke the connection", e),
        _ => null,
    };
}
