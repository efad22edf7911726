using System.Buffers;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Gateway.Mcp.Clients;
using PolicyGuard.Gateway.Mcp.Families;
using PolicyGuard.Gateway.Mcp.Links;
using PolicyGuard.Registry;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Lists over all upstreams: every page is the next page of each upstream that has one, one after the other. An upstream that does not
/// answer is left out, and the result's <c>_meta</c> says so.
/// </summary>
internal sealed class JoinedLists(ListFamily lists, OwnFamily own)
{
    /// <summary>Answers a list.</summary>
    /// <exception cref="OperationCanceledException">The client left or cancelled.</exception>
    public async ValueTask<RouterReply> ListAsync(Exchange exchange, CallKind kind, CancellationToken ct)
    {
        var message = exchange.Message;
        Dictionary<string, string>? cursors = null;
        if (!message.CursorRaw.IsEmpty && (cursors = CursorHandle.Find(RawJson.Text(message.CursorRaw)!)) is null)
        {
            return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.InvalidParams, "the cursor is not one that was given here", Reasons.MessageInvalid));
        }

        IReadOnlyList<ReadOnlyMemory<byte>> ours = [];
        if (kind == CallKind.Tool && cursors is null && exchange.Session.Endpoint.Own is not null)
        {
            (ours, var refusal) = await own.VisibleAsync(exchange, ct).ConfigureAwait(false);
            if (refusal is not null)
            {
                return new RouterReply(RpcErrors.Error(message.Id.Span, RpcErrors.Refused, refusal.Message, refusal.Reason));
            }
        }

        var asked = exchange.Session.Endpoint.Links
            .Where(link => cursors is null ? link.Connection?.Offers(Capability(kind)) != false : cursors.ContainsKey(link.Name))
            .Select(link => AskAsync(exchange, link, cursors?[link.Name], kind, ct));
        return Join(exchange, kind, ours, await Task.WhenAll(asked).ConfigureAwait(false));
    }

    private static string Capability(CallKind kind) => kind switch { CallKind.Tool => "tools", CallKind.Prompt => "prompts", _ => "resources" };

    private async Task<Part> AskAsync(Exchange exchange, UpstreamLink link, string? cursor, CallKind kind, CancellationToken ct)
    {
        var message = cursor is null ? exchange.Message : RawJson.Message(JsonSplice.Apply(exchange.Message.Utf8, RpcEdits.Cursor(exchange.Message, cursor)));
        try
        {
            return new Part(link, await lists.ReadAsync(exchange, new Route(link, message, exchange.Headers), kind, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is UpstreamException or RegistryException)
        {
            return new Part(link, null);
        }
    }

    private static RouterReply Join(Exchange exchange, CallKind kind, IReadOnlyList<ReadOnlyMemory<byte>> ours, Part[] parts)
    {
        if (parts.Select(part => part.Page?.Refusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
        {
            return new RouterReply(RpcErrors.Error(exchange.Message.Id.Span, RpcErrors.Refused, refused.Message, refused.Reason));
        }

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray(ListMember.Of(exchange.Message.Method!));
            foreach (var definition in ours)
            {
                json.WriteRawValue(definition.Span, skipInputValidation: true);
            }

            foreach (var part in parts)
            {
                WriteEntries(json, part, exchange, kind);
            }

            json.WriteEndArray();
            WriteEnd(json, parts, exchange.Era);
            json.WriteEndObject();
        }

        return new RouterReply(RawJson.Result(exchange.Message.Id.Span, buffer.WrittenSpan));
    }

    private static void WriteEntries(Utf8JsonWriter json, Part part, Exchange exchange, CallKind kind)
    {
        var names = exchange.Session.Endpoint.Names!;
        for (var i = 0; i < (part.Page?.Entries.Count ?? 0); i++)
        {
            if (!part.Page!.Visible[i])
            {
                continue;
            }

            var entry = part.Page.Entries[i];
            entry = kind == CallKind.Resource
                ? UriRewrite.Entry(UriRewrite.Entry(entry, "uri", uri => UriHandle.Show(part.Link, uri)), "uriTemplate", uri => UriHandle.Show(part.Link, uri))
                : UriRewrite.Entry(entry, "name", name => names.Show(part.Link, name));
            if (kind == CallKind.Tool && OwnFamily.Hides(exchange.Session.Endpoint, entry))
            {
                continue;
            }

            json.WriteRawValue(entry.Span, skipInputValidation: true);
        }
    }

    private static void WriteEnd(Utf8JsonWriter json, Part[] parts, Era era)
    {
        var next = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (part.Page is { } page && RawJson.Text(RawJson.Member(page.Answer.Result, "nextCursor")) is { } cursor)
            {
                next[part.Link.Name] = cursor;
            }
        }

        if (next.Count > 0)
        {
            json.WriteString("nextCursor"u8, CursorHandle.Show(next));
        }

        if (era == Era.Modern)
        {
            json.WriteString("resultType"u8, "complete"u8);
            json.WriteNumber("ttlMs"u8, 0);
            json.WriteString("cacheScope"u8, "private"u8);
        }

        if (Array.Exists(parts, part => part.Page is null))
        {
            json.WriteStartObject("_meta"u8);
            json.WriteStartArray("policyguard/unavailable"u8);
            foreach (var part in parts.Where(part => part.Page is null))
            {
                json.WriteStringValue(part.Link.Name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private sealed record Part(UpstreamLink Link, ListPage? Page);
}
