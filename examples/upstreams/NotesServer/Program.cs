using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotesServer;
using TinyMcp;

// Usage: NotesServer [port] [--until-eof]. Without a port a free one is taken. The first line on stdout is the URL.
// With --until-eof the end of standard input ends the server, so that it cannot outlive the program that started it.
var port = args.Length > 0 && int.TryParse(args[0], out var given) ? given : 0;
var outbox = new Outbox();

var server = new ToolServer("notes", "1.0.0",
[
    new Tool("search_notes", "Finds notes that contain a text.", ["query"], a => Pages.Search(a["query"])) { ReadOnly = true },
    new Tool("read_page", "Reads a web page.", ["url"], a => Pages.Find(a["url"]) ?? outbox.Get(a["url"])) { ReadOnly = true, OpenWorld = true },
    new Tool("http_post", "Sends a text to a URL.", ["url", "body"], a => outbox.Post(a["url"], a["body"])) { OpenWorld = true },
]);

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
await using var app = builder.Build();
app.Run(HandleAsync);
await app.StartAsync();
var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($"{address}/mcp");

if (args.Contains("--until-eof"))
{
    await Console.OpenStandardInput().CopyToAsync(Stream.Null);
    await app.StopAsync();
}
else
{
    await app.WaitForShutdownAsync();
}

async Task HandleAsync(HttpContext context)
{
    var (request, response) = (context.Request, context.Response);
    if (request.Headers.Origin.Count > 0 || request.Host.Host is not ("127.0.0.1" or "localhost"))
    {
        // A web page in a browser, or a name that was rebound to this address.
        response.StatusCode = StatusCodes.Status403Forbidden;
        return;
    }

    switch (request.Method, request.Path.Value)
    {
        case ("GET", "/received"):
            await SendAsync(response, 200, outbox.ToJson());
            return;
        case ("POST", "/mcp"):
            using (var body = new MemoryStream())
            {
                await request.Body.CopyToAsync(body, context.RequestAborted);
                var reply = server.Answer(body.ToArray(), name => request.Headers.TryGetValue(name, out var value) ? value.ToString() : null);
                await SendAsync(response, reply.HttpStatus, reply.Utf8);
            }

            return;
        case (_, "/mcp"):
            response.StatusCode = StatusCodes.Status405MethodNotAllowed; // no stream to listen on, no session to end
            return;
        default:
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
    }
}

static async Task SendAsync(HttpResponse response, int status, byte[]? json)
{
    response.StatusCode = status;
    if (json is not null)
    {
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json);
    }
}
