using System.Text.Json;

namespace PolicyGuard.Calls;

/// <summary>
/// Decides whether the parts of a message make a JSON-RPC 2.0 message of MCP's shape: right types, nothing missing, nothing that two
/// readers could take differently. Returns what is wrong, or null.
/// </summary>
internal static class RpcJudge
{
    /// <summary>The kind of the message, or what is wrong with it.</summary>
    public static string? Envelope(ReadOnlySpan<byte> utf8, in RpcParts parts, out RpcKind kind)
    {
        kind = default;
        if (!parts.JsonRpc.IsPresent || !parts.JsonRpc.IsString || parts.JsonRpc.Text(utf8) != "2.0")
        {
            return parts.JsonRpc.IsPresent ? $"`jsonrpc` must be \"2.0\" {At(utf8, parts.JsonRpc)}" : "`jsonrpc` is missing; it must be \"2.0\"";
        }

        if (parts.EnvelopeTwin.IsPresent)
        {
            return Twin(utf8, parts.EnvelopeTwin);
        }

        return parts.Method.IsPresent ? Request(utf8, parts, out kind) : Response(utf8, parts, out kind);
    }

    /// <summary>
    /// Whether the method fits the kind. A server may run a <c>tools/call</c> that carries no id, and nobody would see what came of it;
    /// MCP's notifications carry none.
    /// </summary>
    public static string? Method(RpcKind kind, string method) => method.StartsWith(RpcMethods.NotificationPrefix, StringComparison.Ordinal)
        ? kind == RpcKind.Notification ? null : "a notification must not have an `id`"
        : kind == RpcKind.Request || !RpcMethods.IsKnown(method) ? null : $"`{method}` needs an `id`";

    /// <summary>What is wrong with the parameters of a request or a notification.</summary>
    public static string? Params(ReadOnlySpan<byte> utf8, in RpcParts parts, string method)
    {
        if (parts.Params.IsPresent && !parts.Params.IsObject)
        {
            return Wrong(utf8, "params", "an object", parts.Params);
        }

        if (parts.Meta.IsPresent && !parts.Meta.IsObject)
        {
            return Wrong(utf8, "params._meta", "an object", parts.Meta);
        }

        if (parts.MetaProgressToken.IsPresent && !parts.MetaProgressToken.IsToken)
        {
            return Wrong(utf8, "params._meta.progressToken", "a string or a number", parts.MetaProgressToken);
        }

        if (parts.MetaProtocolVersion.IsPresent && !parts.MetaProtocolVersion.IsString)
        {
            return Wrong(utf8, "params._meta[\"io.modelcontextprotocol/protocolVersion\"]", "a string", parts.MetaProtocolVersion);
        }

        // Members of other methods are their owners' business: only what the gate decides on has to be unmistakable.
        var needed = Needed(utf8, parts, method);
        return needed ?? (parts.ParamsTwin.IsPresent && RpcMethods.IsKnown(method) ? Twin(utf8, parts.ParamsTwin) : null);
    }

    private static string? Request(ReadOnlySpan<byte> utf8, in RpcParts parts, out RpcKind kind)
    {
        kind = parts.Id.IsPresent ? RpcKind.Request : RpcKind.Notification;
        if (!parts.Method.IsString)
        {
            return Wrong(utf8, "method", "a string", parts.Method);
        }

        if (parts.Result.IsPresent || parts.Error.IsPresent)
        {
            return "a message has either `method` or `result` or `error`";
        }

        return parts.Id.IsPresent && !parts.Id.IsToken ? Wrong(utf8, "id", "a string or a number", parts.Id) : null;
    }

    private static string? Response(ReadOnlySpan<byte> utf8, in RpcParts parts, out RpcKind kind)
    {
        kind = parts.Error.IsPresent ? RpcKind.Error : RpcKind.Result;
        if (parts.Error.IsPresent == parts.Result.IsPresent)
        {
            return parts.Error.IsPresent ? "a message has either `result` or `error`" : "the message has neither `method` nor `result` nor `error`";
        }

        if (kind == RpcKind.Error)
        {
            // An error without an id answers a request that could not be read.
            return !parts.Error.IsObject ? Wrong(utf8, "error", "an object", parts.Error)
                : parts.Id.IsPresent && !parts.Id.IsToken && parts.Id.Kind != JsonTokenType.Null ? Wrong(utf8, "id", "a string, a number or null", parts.Id)
                : null;
        }

        return parts.Id.IsToken ? null : Wrong(utf8, "id", "a string or a number", parts.Id);
    }

    private static string? Needed(ReadOnlySpan<byte> utf8, in RpcParts parts, string method) => method switch
    {
        RpcMethods.ToolsCall => String(utf8, "params.name", parts.Name) ?? Arguments(utf8, parts.Arguments),
        RpcMethods.PromptsGet => String(utf8, "params.name", parts.Name) ?? Arguments(utf8, parts.Arguments),
        RpcMethods.ResourcesRead or RpcMethods.ResourcesSubscribe or RpcMethods.ResourcesUnsubscribe => String(utf8, "params.uri", parts.Uri),
        RpcMethods.ToolsList or RpcMethods.PromptsList or RpcMethods.ResourcesList or RpcMethods.ResourcesTemplatesList =>
            parts.Cursor.IsPresent ? String(utf8, "params.cursor", parts.Cursor) : null,
        RpcMethods.CompletionComplete => Ref(utf8, parts),
        RpcMethods.Initialize => String(utf8, "params.protocolVersion", parts.ProtocolVersion),
        RpcMethods.Progress => parts.ProgressToken.IsToken ? null : Wrong(utf8, "params.progressToken", "a string or a number", parts.ProgressToken),
        RpcMethods.Cancelled => !parts.RequestId.IsPresent || parts.RequestId.IsToken ? null : Wrong(utf8, "params.requestId", "a string or a number", parts.RequestId),
        _ => null,
    };

    // Absent arguments are an empty object; null and lists are refused, because servers disagree about them.
    private static string? Arguments(ReadOnlySpan<byte> utf8, RpcPart arguments) =>
        arguments.IsPresent && !arguments.IsObject ? Wrong(utf8, "params.arguments", "an object", arguments) : null;

    private static string? Ref(ReadOnlySpan<byte> utf8, in RpcParts parts)
    {
        if (!parts.Ref.IsObject)
        {
            return Wrong(utf8, "params.ref", "an object", parts.Ref);
        }

        if (parts.RefName.IsPresent == parts.RefUri.IsPresent)
        {
            return $"`params.ref` must have either `name` or `uri` {At(utf8, parts.Ref)}";
        }

        return parts.RefName.IsPresent ? String(utf8, "params.ref.name", parts.RefName) : String(utf8, "params.ref.uri", parts.RefUri);
    }

    private static string? String(ReadOnlySpan<byte> utf8, string member, RpcPart part) => part.IsString ? null : Wrong(utf8, member, "a string", part);

    private static string Wrong(ReadOnlySpan<byte> utf8, string member, string expected, RpcPart found) =>
        found.IsPresent ? $"`{member}` must be {expected}, not {found.Word} {At(utf8, found)}" : $"`{member}` is missing; it must be {expected}";

    private static string Twin(ReadOnlySpan<byte> utf8, RpcPart twin) =>
        $"a member's name differs from one that is read by letter case only {At(utf8, twin)}";

    private static string At(ReadOnlySpan<byte> utf8, RpcPart part) => JsonPlace.Describe(utf8, part.Start);
}
