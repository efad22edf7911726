using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PolicyGuard.Gateway.Api;
using PolicyGuard.Gateway.Auth;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Health;
using PolicyGuard.Gateway.Mcp;
using PolicyGuard.Gateway.Mcp.Http;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Gateway.Upstreams;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway;

/// <summary>The running gateway: Kestrel by itself, without a host of services around it, because it has to be up at once.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly SessionTable _sessions;
    private readonly Entrance _entrance;
    private readonly UpstreamLink[] _links;
    private readonly TimeSpan _drainTime;

    private GatewayHost(KestrelServer server, SessionTable sessions, Entrance entrance, UpstreamLink[] links, TimeSpan drainTime)
    {
        (_server, _sessions, _entrance, _links, _drainTime) = (server, sessions, entrance, links, drainTime);
        Url = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:8000/</c>.</summary>
    public Uri Url { get; }

    /// <summary>Why a gateway may not start with these options, or null: beyond loopback somebody has to say who may call.</summary>
    /// <exception cref="RegistryException">The keys cannot be read.</exception>
    public static async ValueTask<string?> ReachFaultAsync(GatewayOptions options, IKeyStore keys, CancellationToken ct) =>
        System.Net.IPAddress.IsLoopback(options.Host) || options.AllowUnauthenticated || await keys.AnyAsync(ct).ConfigureAwait(false)
            ? null
            : $"server.host: binding {options.Host} would let everybody who reaches this machine call the tools, and no API key is configured: "
                + "make one first (`policyguard key create --role admin`), bind 127.0.0.1, or set `server.allow_unauthenticated: true` where something else guards the port";

    /// <summary>Starts the gateway; it answers when this returns. Upstreams are connected in the background.</summary>
    /// <param name="options">The operator's choices.</param>
    /// <param name="gate">The gate.</param>
    /// <param name="services">What else it stands on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels the start.</param>
    /// <exception cref="InvalidOperationException">Beyond loopback without keys and without <see cref="GatewayOptions.AllowUnauthenticated"/>.</exception>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<GatewayHost> StartAsync(GatewayOptions options, Gate.Gate gate, GatewayServices services, TimeProvider time, CancellationToken ct)
    {
        if (await ReachFaultAsync(options, services.Keys, ct).ConfigureAwait(false) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        UpstreamLink[] links = [.. options.Upstreams.Select(upstream => new UpstreamLink(
            UpstreamFactory.Create(upstream, options.Message, time, services.OnFault), services.Pins, keepsConnection: true, time, services.OnFault, (reason, message) => gate.RecordEventAsync(reason, message, "policyguard")))];
        var router = new McpRouter(gate, options, services, time);
        var sessions = new SessionTable(options, time);
        var governance = services is { Governance: { } desks, Rules: { } rules } ? new GovernanceTools(desks, rules) : null;
        var endpoints = new EndpointTable(links, options.Prefix, governance, options.ExposeGovernance);
        var hidden = new HiddenTools(endpoints, services.OnFault);
        Array.ForEach(links, link => link.Tools.Changed += hidden.Look);
        var health = new HealthReport(gate, links, [.. services.Probes, new HealthProbe("names", endpoints.Collision), new HealthProbe("governance", endpoints.Hidden)]);
        var entrance = new Entrance(gate, services.Keys, options, time, services.OnFault);
        var door = new ApiDoor(services.OperatorToken, entrance);
        var approvals = services.Approvals is { } desk ? new ApprovalApi(desk, door) : null;
        var log = services.Log is { } published ? new LogApi(published, door, options.PublicProofs) : null;
        var front = new HttpFront(router, gate, endpoints, sessions, entrance, health, approvals, log, options, time);
        // What a request brings is handled by the pool's thread that read it: a call that is proxied waits for other machines, not for this one, and
        // each switch of threads costs as much as a good part of what is done here.
        var transport = new SocketTransportOptions { UnsafePreferInlineScheduling = true };
        var server = new KestrelServer(
            Options.Create(Limits(options)), new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new HttpApplication(front, services.OnFault), ct).ConfigureAwait(false);
        }
        catch
        {
            server.Dispose();
            await entrance.DisposeAsync().ConfigureAwait(false);
            await sessions.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        foreach (var link in links)
        {
            link.Start();
        }

        return new GatewayHost(server, sessions, entrance, links, options.DrainTime);
    }

    /// <summary>Stops: takes no more calls, gives those under way a few seconds, says farewell to upstreams.</summary>
    public async ValueTask DisposeAsync()
    {
        using var drain = new CancellationTokenSource(_drainTime);
        var stopping = _server.StopAsync(drain.Token);

        // Listening streams never end by themselves; their sessions end them.
        await _sessions.DisposeAsync().ConfigureAwait(false);
        await stopping.ConfigureAwait(false);
        _server.Dispose();
        await _entrance.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_links.Select(link => link.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private static KestrelServerOptions Limits(GatewayOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = options.HeaderTime;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, options.SlowBodyTime);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(4096, options.SlowBodyTime);
        kestrel.Limits.MaxConcurrentConnections = options.MaxStreams + options.MaxSessions;
        kestrel.Listen(options.Host, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        return kestrel;
    }
}
