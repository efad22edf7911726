using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Gate;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>
/// What a client told the child once and will not tell again: the handshake of the legacy era, the log level, the subscriptions. A child that
/// was restarted is told anew, so that the client's session goes on. The stateless era leaves nothing to remember.
/// </summary>
internal sealed class Handshake
{
    private const int MostSubscriptions = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RpcMessage> _subscriptions = new(StringComparer.Ordinal);
    private RpcMessage? _initialize;
    private RpcMessage? _initialized;
    private RpcMessage? _level;
    private byte[] _version = [];

    /// <summary>Notes a request that the child answered.</summary>
    internal void Note(RpcMessage request, RpcMessage response)
    {
        if (response.Kind != RpcKind.Result)
        {
            return;
        }

        lock (_lock)
        {
            switch (request.Method)
            {
                case RpcMethods.Initialize:
                    (_initialize, _initialized, _level, _version) = (request, null, null, Version(response));
                    _subscriptions.Clear();
                    break;
                case RpcMethods.LoggingSetLevel:
                    _level = request;
                    break;
                case RpcMethods.ResourcesSubscribe when request.Uri is { } uri && _subscriptions.Count < MostSubscriptions:
                    _subscriptions[uri] = request;
                    break;
                case RpcMethods.ResourcesUnsubscribe when request.Uri is { } uri:
                    _subscriptions.Remove(uri);
                    break;
            }
        }
    }

    /// <summary>Notes a notification of the client's.</summary>
    internal void Note(RpcMessage notification)
    {
        if (notification.Is(RpcMethods.Initialized))
        {
            lock (_lock)
            {
                _initialized = notification;
            }
        }
    }

    /// <summary>Tells a new child what the old one knew.</summary>
    /// <returns>What the client should ask for again, since a new child may be a new version: <c>notifications/…/list_changed</c>.</returns>
    /// <exception cref="UpstreamException">The child died, did not answer, or no longer speaks the revision that the client agreed on.</exception>
    internal async Task<IReadOnlyList<RpcMessage>> ReplayAsync(ChildLife child, CancellationToken ct)
    {
        RpcMessage? initialize, initialized;
        List<RpcMessage> others;
        byte[] version;
        lock (_lock)
        {
            (initialize, initialized, version) = (_initialize, _initialized, _version);
            others = [.. _subscriptions.Values];
            if (_level is not null)
            {
                others.Add(_level);
            }
        }

        if (initialize is null)
        {
            return [];
        }

        var answer = (await child.RequestAsync(initialize, Deaf.Sink, ct)).Message;
        if (answer.Kind != RpcKind.Result || !Version(answer).AsSpan().SequenceEqual(version))
        {
            throw new UpstreamException(Reasons.UpstreamFailed, "the restarted upstream refused the handshake, or speaks another revision than before");
        }

        if (initialized is not null)
        {
            await child.SendAsync(initialized, ct);
        }

        foreach (var request in others)
        {
            // What it refuses now is the same to the client as what it would no longer send.
            await child.RequestAsync(request, Deaf.Sink, ct);
        }

        return initialized is null ? [] : Changes(answer);
    }

    private static byte[] Version(RpcMessage initialized) =>
        Member(initialized.Result, "protocolVersion").ToArray();

    private static RpcMessage[] Changes(RpcMessage initialized)
    {
        var offered = Member(initialized.Result, "capabilities");
        return [.. new[] { "tools", "prompts", "resources" }
            .Where(kind => !Member(offered, kind).IsEmpty)
            .Select(kind => Encoding.ASCII.GetBytes($$"""{"jsonrpc":"2.0","method":"notifications/{{kind}}/list_changed"}"""))
            .Select(utf8 => RpcReader.TryRead(utf8, RpcLimits.Default, out var message, out _) ? message! : throw new InvalidOperationException("not a message"))];
    }

    private static ReadOnlyMemory<byte> Member(ReadOnlyMemory<byte> container, string name) =>
        !container.IsEmpty && container.Span[0] == '{' && JsonParts.TryGetMember(container, name, out var value) ? value : default;

    private sealed class Deaf : IMessageSink
    {
        internal static readonly Deaf Sink = new();

        public ValueTask OnMessageAsync(RpcMessage message, CancellationToken ct) => default;
    }
}
