using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// What an upstream wants of a client, told within a result (2026-07-28, Multi Round-Trip Requests) or in the state of a task. Each such request is a call of its own;
/// one that is refused refuses the result, because the upstream needs all of them or none.
/// </summary>
internal sealed class InputRequests(Gate.Gate gate, GatewayOptions options, TimeProvider time)
{
    /// <summary>Why the result may not pass, or null.</summary>
    public async ValueTask<Reply?> RefusesAsync(Party party, UpstreamLink link, ReadOnlyMemory<byte> result, CancellationToken ct)
    {
        if (!RawJson.MayHold(result, "\"inputRequests\""u8))
        {
            return null;
        }

        // Some servers tell the task's state within `task` or `result`.
        return await AskedAsync(party, link, result, ct).ConfigureAwait(false)
            ?? await AskedAsync(party, link, RawJson.Member(result, "task"), ct).ConfigureAwait(false)
            ?? await AskedAsync(party, link, RawJson.Member(result, "result"), ct).ConfigureAwait(false);
    }

    private async ValueTask<Reply?> AskedAsync(Party party, UpstreamLink link, ReadOnlyMemory<byte> state, CancellationToken ct)
    {
        if (RawJson.Member(state, "inputRequests") is not { IsEmpty: false } requests || requests.Span[0] != '{')
        {
            return null;
        }

        using var document = JsonDocument.Parse(requests, new JsonDocumentOptions { MaxDepth = 256 });
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var reply = await gate.InvokeAsync(CallOf(party, link, member.Value), HandOver.Instance, ct).ConfigureAwait(false);
            if (reply.Status != ReplyStatus.Done)
            {
                return reply;
            }
        }

        return null;
    }

    private ToolCall CallOf(Party party, UpstreamLink link, JsonElement request)
    {
        var method = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("method", out var named) && named.ValueKind == JsonValueKind.String
            ? named.GetString()!
            : "unknown";
        var (_, kind) = Methods.FromUpstream(method);
        CanonicalName? name = null;
        if (kind == CallKind.Method)
        {
            CanonicalName.TryCreateOpaque(method, out name, out _);
        }

        return new ToolCall
        {
            Id = Ids.Call(time.GetUtcNow()),
            Kind = kind,
            ActionType = ActionTypes.Of(kind),
            Target = name ?? CanonicalName.Of(link.Name),
            Upstream = link.Name,
            Arguments = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("params", out var parameters)
                ? new Arguments(Raw(parameters))
                : Arguments.Empty,
            Caller = party.Session.Caller,
            Agent = party.Agent,
            Flow = party.Flow,
            Context = options.Context,
            ReceivedAt = time.GetUtcNow(),
        };
    }

    private static byte[] Raw(JsonElement element) => System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
}
