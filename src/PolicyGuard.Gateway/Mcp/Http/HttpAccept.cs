using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>What a request carries and which answers its sender reads. Lenient where the protocol's clients are strict: curl says <c>*/*</c> or nothing.</summary>
internal static class HttpAccept
{
    /// <summary>Whether the body is JSON. Anything that a browser sends across origins without asking first (forms, plain text) is not.</summary>
    public static bool IsJson(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && request.Headers.ContentEncoding.Count == 0;
    }

    /// <summary>What is wrong with a body that <see cref="IsJson"/> does not take, for who sent it.</summary>
    public static string NotJson(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0 ? "the body has to be application/json" : "the body has to come without a Content-Encoding: what is compressed is not read";

    /// <summary>Whether the sender reads a stream of events; one has to say so.</summary>
    public static bool TakesEvents(HttpRequest request) => Contains(request, "text/event-stream");

    /// <summary>Whether the sender reads nothing but a stream of events.</summary>
    public static bool TakesEventsOnly(HttpRequest request) =>
        Contains(request, "text/event-stream") && !Contains(request, "application/json") && !Contains(request, "*/*") && !Contains(request, "application/*");

    private static bool Contains(HttpRequest request, string type)
    {
        foreach (var value in request.Headers.Accept)
        {
            if (value is not null && value.Contains(type, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
