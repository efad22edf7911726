using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TinyMcp;

namespace PolicyGuard.Load.Programs;

/// <summary>The tool server behind everything: <c>echo</c> reads only, <c>change</c> says that it changes something, so that both kinds of durability are seen.</summary>
internal static class EchoUpstream
{
    public static Task RunAsync()
    {
        var server = new ToolServer("echo", "1.0.0",
        [
            new Tool("echo", "Answers its argument.", ["text"], a => a["text"]) { ReadOnly = true },
            new Tool("change", "Answers its argument and says that it changed something.", ["text"], a => a["text"]) { Destructive = true },
        ]);
        return BareServer.RunAsync(async context =>
        {
            var request = context.Request;
            var body = new byte[(int)(request.ContentLength ?? 0)];
            await request.Body.ReadExactlyAsync(body, context.RequestAborted);
            var reply = server.Answer(body, name => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null);
            context.Response.StatusCode = HttpMethods.IsPost(request.Method) ? reply.HttpStatus : StatusCodes.Status405MethodNotAllowed;
            if (reply.Utf8 is { } json)
            {
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = json.Length;
                await context.Response.Body.WriteAsync(json, context.RequestAborted);
            }
        });
    }
}
