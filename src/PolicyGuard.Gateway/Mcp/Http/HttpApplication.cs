using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Hands Kestrel's requests to the front. One context per connection is used again and again.</summary>
internal sealed class HttpApplication(HttpFront front, Action<string> onFault) : IHttpApplication<DefaultHttpContext>
{
    /// <inheritdoc/>
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        if (container.HostContext is { } used)
        {
            used.Initialize(contextFeatures);
            return used;
        }

        return container.HostContext = new DefaultHttpContext(contextFeatures);
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        try
        {
            await front.HandleAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // Too slow, broken off, or not HTTP as Kestrel reads it.
            await HttpAnswer.WriteErrorAsync(context, e.StatusCode, default, RpcErrors.InvalidRequest, "the request could not be read").ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            onFault($"http: {e}");
            await HttpAnswer.WriteErrorAsync(context, 500, default, RpcErrors.Internal, "the gateway failed; its log says more").ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
}
