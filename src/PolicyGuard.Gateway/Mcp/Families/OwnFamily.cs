using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Gateway.Governance;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>
/// The gateway's own tools: answers their calls, puts them before an upstream's in lists, and says in an upstream's greeting that there are
/// tools where the upstream itself has none. All else of what the upstream says stays byte for byte.
/// </summary>
internal sealed class OwnFamily(Gate.Gate gate, GatewayOptions options, ListFamily lists, TimeProvider time)
{
    /// <summary>Whether an entry of an upstream's list is hidden behind one of our own tools.</summary>
    public static bool Hides(Endpoint endpoint, ReadOnlyMemory<byte> entry) =>
        endpoint.Own is { } own && own.Find(RawJson.Text(RawJson.Member(entry, "name"))) is not null;

    /// <summary>Carries out a call of one of our own tools.</summary>
    public async ValueTask<RouterReply> CallAsync(Exchange exchange, IGovernanceTool tool, CancellationToken ct)
    {
        var session = exchange.Session;
        var own = session.Endpoint.Own!;
        ToolAnswer answer;
        try
        {
            answer = await own.CallAsync(
                tool,
                new GovernanceCall
                {
                    Actor = await own.Actors.OfAsync(session.Caller, exchange.Agent, ct).ConfigureAwait(false),
                    Caller = session.Caller,
                    Flow = exchange.Flow,
                    Surroundings = options.Context,
                    Endpoint = session.Endpoint,
                    Arguments = new ToolArguments(exchange.Message.Arguments, options.Message),
                },
                ct).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            answer = ToolAnswer.Refused(new Refusal(Reasons.RegistryUnavailable, "the registry cannot be read, so nobody can say who may do this; tell the operator"));
        }

        return answer is { Refusal: { } refusal, IsInvalid: false } && options.DenyAs == DenyAs.JsonRpcError
            ? new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.Refused, $"PolicyGuard refused this call: {refusal.Message}", refusal.Reason))
            : Tell(exchange, answer);
    }

    /// <summary>Our own tools as they are listed, or why nothing is. Writes one entry.</summary>
    public async ValueTask<(IReadOnlyList<ReadOnlyMemory<byte>> Definitions, Refusal? Refusal)> VisibleAsync(Exchange exchange, CancellationToken ct)
    {
        var own = exchange.Session.Endpoint.Own!;
        var verdict = await gate.FilterAsync(CallOf(exchange), own.Items, ct).ConfigureAwait(false);
        return (verdict.Refusal is null ? own.Definitions : [], verdict.Refusal);
    }

    /// <summary>Lists our own tools before those of the only upstream.</summary>
    public async ValueTask<RouterReply> ListAsync(Exchange exchange, Route route, CancellationToken ct)
    {
        var first = exchange.Message.CursorRaw.IsEmpty;
        var (definitions, refusal) = first ? await VisibleAsync(exchange, ct).ConfigureAwait(false) : ([], null);
        if (refusal is not null)
        {
            return new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.Refused, refusal.Message, refusal.Reason));
        }

        var connection = route.Link.Connection;
        var reply = first && connection?.Offers("tools") == false
            ? Without(exchange, definitions, null)
            : await lists.ListAsync(exchange, route, CallKind.Tool, ct).ConfigureAwait(false);
        var answer = RawJson.Message(reply.Utf8);
        if (answer.Kind == RpcKind.Error)
        {
            // An upstream that has no tools, or cannot be reached, takes ours no more down than it would another upstream's.
            var code = RawJson.Member(answer.Error, "code").Span;
            return first && code.SequenceEqual("-32601"u8) ? Without(exchange, definitions, null)
                : first && code.SequenceEqual("-32603"u8) ? Without(exchange, definitions, route.Link.Name)
                : reply;
        }

        return reply with { Utf8 = Splice(exchange.Session.Endpoint, answer, definitions) };
    }

    /// <summary>An upstream's greeting, with tools among its capabilities.</summary>
    public static async ValueTask<RouterReply> GreetAsync(RpcMessage message, ValueTask<RouterReply> passing)
    {
        var reply = await passing.ConfigureAwait(false);
        if (!message.Is(RpcMethods.Initialize) && !message.Is(RpcMethods.ServerDiscover))
        {
            return reply;
        }

        var answer = RawJson.Message(reply.Utf8);
        var capabilities = RawJson.Member(answer.Result, "capabilities");
        return capabilities.IsEmpty || capabilities.Span[0] != '{' || !RawJson.Member(capabilities, "tools").IsEmpty
            ? reply
            : reply with { Utf8 = JsonSplice.AppendMember(answer.Utf8, capabilities, "tools", "{}"u8) };
    }

    // The upstream's entries stay as they are, except those that our own names hide.
    private static ReadOnlyMemory<byte> Splice(Endpoint endpoint, RpcMessage answer, IReadOnlyList<ReadOnlyMemory<byte>> definitions)
    {
        var array = RawJson.Member(answer.Result, "tools");
        var entries = JsonParts.Elements(array);
        if (entries.Exists(entry => Hides(endpoint, entry)))
        {
            List<ReadOnlyMemory<byte>> left = [.. definitions, .. entries.Where(entry => !Hides(endpoint, entry))];
            return JsonSplice.Replace(answer.Utf8, array, ListCut.Join(left, [.. left.Select(static _ => true)]));
        }

        if (definitions.Count == 0)
        {
            return answer.Utf8;
        }

        var ours = ListCut.Join([.. definitions], [.. definitions.Select(static _ => true)]);
        return JsonSplice.Replace(answer.Utf8, array[..1], entries.Count == 0 ? ours.AsSpan()[..^1] : [.. ours.AsSpan()[..^1], (byte)',']);
    }

    private static RouterReply Without(Exchange exchange, IReadOnlyList<ReadOnlyMemory<byte>> definitions, string? unavailable)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("tools"u8);
            foreach (var definition in definitions)
            {
                json.WriteRawValue(definition.Span, skipInputValidation: true);
            }

            json.WriteEndArray();
            if (exchange.Era == Era.Modern)
            {
                json.WriteString("resultType"u8, "complete"u8);
                json.WriteNumber("ttlMs"u8, 0);
                json.WriteString("cacheScope"u8, "private"u8);
            }

            if (unavailable is not null)
            {
                json.WriteStartObject("_meta"u8);
                json.WriteStartArray("policyguard/unavailable"u8);
                json.WriteStringValue(unavailable);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new RouterReply(RawJson.Result(exchange.Message.Id.Span, buffer.WrittenSpan));
    }

    private static RouterReply Tell(Exchange exchange, ToolAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, RpcErrors.Readable))
        {
            json.WriteStartObject();
            if (exchange.Era == Era.Modern)
            {
                json.WriteString("resultType"u8, "complete"u8);
            }

            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, answer.Content is null ? $"PolicyGuard refused this call: {answer.Refusal!.Message}" : Encoding.UTF8.GetString(answer.Write(indented: true).Span));
            json.WriteEndObject();
            json.WriteEndArray();
            if (answer.Content is not null)
            {
                json.WritePropertyName("structuredContent"u8);
                json.WriteRawValue(answer.Write(indented: false).Span, skipInputValidation: true);
            }

            json.WriteBoolean("isError"u8, answer.Refusal is not null);
            if (answer.Refusal is { } refusal)
            {
                json.WriteStartObject("_meta"u8);
                json.WriteString("policyguard/reason"u8, refusal.Reason);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new RouterReply(RawJson.Result(exchange.Message.Id.Span, buffer.WrittenSpan));
    }

    private ToolCall CallOf(Exchange exchange) => new()
    {
        Id = Ids.New("call"),
        Kind = CallKind.List,
        ActionType = ActionTypes.Of(CallKind.List),
        Target = CanonicalName.Of(exchange.Message.Method!),
        Caller = exchange.Session.Caller,
        Agent = exchange.Agent,
        Flow = exchange.Flow,
        Context = options.Context,
        ReceivedAt = time.GetUtcNow(),
    };
}
