using System.Text;
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

            return await InitializeAsync(session, upstream.Options.Name, ct).ConfigureAwait(false);
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

    private static bool Supports(ReadOnlyMemory<byte> result)
    {
        if (!JsonParts.TryGetMember(result, "supportedVersions", out var versions) || versions.Span[0] != '[')
        {
            return false;
        }

        foreach (var version in JsonParts.Elements(versions))
        {
            if (RpcIds.Same(version.Span, "\"2026-07-28\""u8))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<Connection> InitializeAsync(IUpstreamSession session, string upstream, CancellationToken ct)
    {
        var request = OwnMessages.Request("policyguard-initialize", RpcMethods.Initialize, Era.Legacy, static json =>
        {
            json.WriteString("protocolVersion"u8, Revisions.LastLegacy);
            json.WriteStartObject("capabilities"u8);
            json.WriteEndObject();
            json.WritePropertyName("clientInfo"u8);
            json.WriteRawValue(OwnMessages.Implementation, skipInputValidation: true);
        });
        var reply = (await session.RequestAsync(request, RequestHeaders.None, NoSink.Instance, ct).ConfigureAwait(false)).Message;
        if (reply.Kind != RpcKind.Result || !JsonParts.TryGetMember(reply.Result, "protocolVersion", out var version) || version.Length < 3)
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` did not accept initialize");
        }

        var text = Encoding.UTF8.GetString(version.Span[1..^1]);
        if (!Revisions.Legacy.Contains(text))
        {
            throw new UpstreamException(Reasons.UpstreamFailed, $"upstream `{upstream}` speaks only a revision that we do not know");
        }

        var dialect = new Dialect(Era.Legacy, text);
        var initialized = OwnMessages.Notification(RpcMethods.Initialized);
        await session.SendAsync(initialized, dialect.Headers(initialized), ct).ConfigureAwait(false);
        return new Connection(session, dialect, reply.Result);
    }
}
