namespace PolicyGuard.Calls;

/// <summary>What a JSON-RPC message is.</summary>
public enum RpcKind
{
    /// <summary>Has a method and an id.</summary>
    Request,

    /// <summary>Has a method and no id.</summary>
    Notification,

    /// <summary>Has an id and a result.</summary>
    Result,

    /// <summary>Has an error (and an id, unless the request's id could not be read).</summary>
    Error,
}

/// <summary>
/// A JSON-RPC message as it came, with the places of the members that the gate reads. The bytes are never re-serialised: what must be
/// changed is spliced by range (<see cref="JsonSplice"/>), so unknown fields, number spellings and member order survive.
/// Every <c>ReadOnlyMemory</c> here is a slice of <see cref="Utf8"/>; an empty slice means that the member is absent.
/// </summary>
public sealed class RpcMessage
{
    /// <summary>The whole message: exactly one JSON object, no surrounding blanks.</summary>
    public required ReadOnlyMemory<byte> Utf8 { get; init; }

    /// <summary>What the message is.</summary>
    public required RpcKind Kind { get; init; }

    /// <summary>The method, unescaped; null for results and errors.</summary>
    public string? Method { get; init; }

    /// <summary>The raw id (a JSON string or number), as spelled.</summary>
    public ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>The raw <c>params</c> value; of a response nothing of it is read.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary><c>params.name</c>, unescaped, where it is a string; for <c>completion/complete</c>, <c>params.ref.name</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The raw value that <see cref="Name"/> is read from, quotes included, for splicing.</summary>
    public ReadOnlyMemory<byte> NameRaw { get; init; }

    /// <summary><c>params.uri</c>, unescaped, where it is a string; for <c>completion/complete</c>, <c>params.ref.uri</c>.</summary>
    public string? Uri { get; init; }

    /// <summary>The raw value that <see cref="Uri"/> is read from, quotes included.</summary>
    public ReadOnlyMemory<byte> UriRaw { get; init; }

    /// <summary>The raw <c>params.cursor</c> value, quotes included, where it is a string.</summary>
    public ReadOnlyMemory<byte> CursorRaw { get; init; }

    /// <summary>The raw <c>params.arguments</c> value.</summary>
    public ReadOnlyMemory<byte> Arguments { get; init; }

    /// <summary>The raw <c>params._meta</c> value.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }

    /// <summary>The raw <c>params._meta.progressToken</c> value, or for <c>notifications/progress</c> the raw <c>params.progressToken</c>.</summary>
    public ReadOnlyMemory<byte> ProgressToken { get; init; }

    /// <summary>For <c>notifications/cancelled</c>, the raw <c>params.requestId</c>.</summary>
    public ReadOnlyMemory<byte> CancelledId { get; init; }

    /// <summary>The raw <c>result</c> value.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>The raw <c>error</c> value.</summary>
    public ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>The <c>params.protocolVersion</c> of <c>initialize</c>, or <c>_meta["io.modelcontextprotocol/protocolVersion"]</c>; null where absent.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>Whether the envelope has members beside those of JSON-RPC; they are forwarded with the rest.</summary>
    public bool SaysMore { get; init; }

    /// <summary>Whether the message is <paramref name="method"/>.</summary>
    public bool Is(string method) => string.Equals(Method, method, StringComparison.Ordinal);

    // Made by the reader only, from parts that it has judged. What a response may carry as `params` nobody has judged: it is not read.
    internal static RpcMessage Of(ReadOnlyMemory<byte> utf8, in RpcParts parts, RpcKind kind, string? method)
    {
        var read = method is null ? default : parts;
        var completes = method == RpcMethods.CompletionComplete;
        var name = completes ? read.RefName : read.Name;
        var uri = completes ? read.RefUri : read.Uri;
        var version = read.MetaProtocolVersion.IsPresent ? read.MetaProtocolVersion
            : method == RpcMethods.Initialize ? read.ProtocolVersion
            : default;
        var text = utf8.Span;
        return new RpcMessage
        {
            Utf8 = parts.Whole.Of(utf8),
            Kind = kind,
            Method = method,
            Id = parts.Id.IsToken ? parts.Id.Of(utf8) : default,
            Params = read.Params.Of(utf8),
            Name = name.IsString ? name.Text(text) : null,
            NameRaw = name.IsString ? name.Of(utf8) : default,
            Uri = uri.IsString ? uri.Text(text) : null,
            UriRaw = uri.IsString ? uri.Of(utf8) : default,
            CursorRaw = read.Cursor.IsString ? read.Cursor.Of(utf8) : default,
            Arguments = read.Arguments.Of(utf8),
            Meta = read.Meta.Of(utf8),
            ProgressToken = method == RpcMethods.Progress ? read.ProgressToken.Of(utf8) : read.MetaProgressToken.Of(utf8),
            CancelledId = method == RpcMethods.Cancelled ? read.RequestId.Of(utf8) : default,
            Result = parts.Result.Of(utf8),
            Error = parts.Error.Of(utf8),
            SaysMore = parts.SaysMore,
            ProtocolVersion = version.IsPresent ? version.Text(text) : null,
        };
    }
}
