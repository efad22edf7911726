using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Upstreams;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>
/// Begins the gateway's own conversation with an upstream. It asks in the modern way first, as the specification advises (2026-07-28,
/// Versioning, Backward Compatibility), and falls back to <c>initialize</c>.
/// </summary>
internal static class Connector
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    /// <summary>Connects.</summary>
    /// <exception cref="UpstreamException">The upstream cannot be reached, or speaks no revision that we do.</exception>
    public static async Task<Connection> ConnectAsync(IUpstream upstream, IMessageSink unsolicited, TimeProvider time, CancellationToken ct)
    {
        var session = await upstream.OpenAsync(unsolicited, ct).ConfigureAwait(false);
        try
        {
            if (await DiscoverAsync(session, time, ct).ConfigureAwait(false) is { } modern)
            {
                return modern;
            }

            return await InitializeAsync(session, upstream.Options.Name, Greeting(), ct).ConfigureAwait(false);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Connection?> DiscoverAsync(IUpstreamSession session, TimeProvider time, CancellationToken ct)
    {
        var dialect = new Dialect(Era.Modern, Revisions.Modern);
        var request = OwnMessages.Request("policyguard-discover", RpcMethods.ServerDiscover, Era.Modern);
        using var patience = new CallClock(ProbeTime, ProbeTime, time, ct);
        try
        {
            var reply = (await session.RequestAsync(request, dialect.Headers(request), NoSink.Instance, patience.Token).ConfigureAwait(false)).Message;
            return reply.Kind == RpcKind.Result && Supports(reply.Result) ? new Connection(session, dialect, reply.Result) : null;
        }
        catch (UpstreamException e) when (e.Reason != Reasons.UpstreamUnreachable)
        {
            // A legacy server may answer anything to a request that it does not know, or die of it; a child process is then started anew.
            return null;
        }
        catch (OperationCanceledException) when (patience.TimedOut)
        {
            return null;
        }
    }

    /// <summary>Begins a legacy conversation with an <c>initialize</c> of one's own.</summary>
    /// <exception cref="UpstreamException">The upstream does not accept it, or answers with a revision that we do not know.</exception>
    public static async Task<Connection> InitializeAsync(IUpstreamSession session, string upstream, RpcMessage initialize, CancellationToken ct)
    {
        var reply = (await session.RequestAsync(initialize, RequestHeaders.None, NoSink.Instance, ct).ConfigureAwait(false)).Message;
        if (RawJson.Text(RawJson.Member(reply.Result, "protocolVersion")) is not { } version)
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` did not accept initialize");
        }

        if (!Revisions.Legacy.Contains(version))
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` speaks only a revision that we do not know");
        }

        var dialect = new Dialect(Era.Legacy, version);
        var initialized = OwnMessages.Notification(RpcMethods.Initialized);
        await session.SendAsync(initialized, dialect.Headers(initialized), ct).ConfigureAwait(false);
        return new Connection(session, dialect, reply.Result);
    }

    private static bool Supports(ReadOnlyMemory<byte> result)
    {
        foreach (var version in RawJson.Elements(result, "supportedVersions"))
        {
            if (RawJson.Text(version) == Revisions.Modern)
            {
                return true;
            }
        }

        return false;
    }

    private static RpcMessage Greeting() => OwnMessages.Request("policyguard-initialize", RpcMethods.Initialize, Era.Legacy, static json =>
    {
        json.WriteString("protocolVersion"u8, Revisions.LastLegacy);
        json.WriteStartObject("capabilities"u8);
        json.WriteEndObject();
        json.WritePropertyName("clientInfo"u8);
        json.WriteRawValue(OwnMessages.Implementation, skipInputValidation: true);
    });
}
