using System.Net;
using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Load.Programs;

/// <summary>
/// The comparator: a forwarding proxy that reads nothing of what it carries. What a gateway costs beyond this is what it does; what this costs
/// is one more hop with Kestrel and <see cref="SocketsHttpHandler"/>.
/// </summary>
internal static class RawProxy
{
    private static readonly string[] s_forwarded = ["Accept", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id"];

    public static Task RunAsync(string upstream)
    {
        var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });
        var target = new Uri(upstream);
        return BareServer.RunAsync(async context =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StreamContent(context.Request.Body) };
            request.Content.Headers.ContentLength = context.Request.ContentLength;
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            foreach (var name in s_forwarded)
            {
                if (context.Request.Headers.TryGetValue(name, out var value))
                {
                    request.Headers.TryAddWithoutValidation(name, value.ToString());
                }
            }

            using var response = await client.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength = response.Content.Headers.ContentLength;
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
    }
}
