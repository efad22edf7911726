using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>A web server on a free port whose only page is a delegate.</summary>
internal sealed class WebStub : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private WebStub(KestrelServer server) => _server = server;

    public Uri Url { get; private init; } = null!;

    public static async Task<WebStub> StartAsync(Func<HttpContext, Task> page, int port = 0)
    {
        var options = new KestrelServerOptions();
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(IPAddress.Loopback, port);
        var server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await server.StartAsync(new Application(page), CancellationToken.None);
        return new WebStub(server) { Url = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp") };
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private sealed class Application(Func<HttpContext, Task> page) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => page(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
