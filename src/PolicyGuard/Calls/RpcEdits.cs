namespace PolicyGuard.Calls;

/// <summary>The edits that a gateway makes to messages on their way, to be made together with <see cref="JsonSplice.Apply"/>.</summary>
public static class RpcEdits
{
    /// <summary>Gives the message another id.</summary>
    /// <param name="message">A message that has an id.</param>
    /// <param name="id">The raw new id.</param>
    public static JsonEdit Id(RpcMessage message, ReadOnlyMemory<byte> id) => new(Present(message.Id, "id"), id);

    /// <summary>Gives <see cref="RpcMessage.Name"/> another value.</summary>
    public static JsonEdit Name(RpcMessage message, string name) => new(Present(message.NameRaw, "params.name"), JsonSplice.Quote(name));

    /// <summary>Gives <see cref="RpcMessage.Uri"/> another value.</summary>
    public static JsonEdit Uri(RpcMessage message, string uri) => new(Present(message.UriRaw, "params.uri"), JsonSplice.Quote(uri));

    /// <summary>Gives <c>params.cursor</c> another value.</summary>
    public static JsonEdit Cursor(RpcMessage message, string cursor) => new(Present(message.CursorRaw, "params.cursor"), JsonSplice.Quote(cursor));

    /// <summary>Names another request in <c>notifications/cancelled</c>.</summary>
    /// <param name="message">A cancellation that names a request.</param>
    /// <param name="id">The raw new id.</param>
    public static JsonEdit CancelledId(RpcMessage message, ReadOnlyMemory<byte> id) => new(Present(message.CancelledId, "params.requestId"), id);

    /// <summary>
    /// Gives the message a progress token, in place of the one that it has; a request that has none gets <c>_meta</c>, and where need be
    /// <c>params</c>, around it.
    /// </summary>
    /// <param name="message">A request, or <c>notifications/progress</c>.</param>
    /// <param name="token">The raw token, a JSON string or number.</param>
    public static JsonEdit ProgressToken(RpcMessage message, ReadOnlyMemory<byte> token)
    {
        if (!message.ProgressToken.IsEmpty)
        {
            return new JsonEdit(message.ProgressToken, token);
        }

        if (!message.Meta.IsEmpty)
        {
            return JsonSplice.Member(message.Meta, "progressToken", token.Span);
        }

        byte[] meta = [.. "{\"progressToken\":"u8, .. token.Span, (byte)'}'];
        return message.Params.IsEmpty
            ? JsonSplice.Member(message.Utf8, "params", [.. "{\"_meta\":"u8, .. meta, (byte)'}'])
            : JsonSplice.Member(message.Params, "_meta", meta);
    }

    private static ReadOnlyMemory<byte> Present(ReadOnlyMemory<byte> part, string member) =>
        part.IsEmpty ? throw new ArgumentException($"the message has no `{member}`", nameof(part)) : part;
}
