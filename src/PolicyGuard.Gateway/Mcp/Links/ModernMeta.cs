using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Links;

/// <summary>Makes a modern request of one that came without a version: its <c>_meta</c> gets the members that the revision requires.</summary>
internal static class ModernMeta
{
    /// <summary>The request with version, client info and (no) client capabilities.</summary>
    public static RpcMessage Add(RpcMessage request)
    {
        var bytes = request switch
        {
            { Meta.IsEmpty: false } => Insert(request, request.Meta, OwnMessages.ModernMeta),
            { Params.IsEmpty: false } => Insert(request, request.Params, [.. "\"_meta\":{"u8, .. OwnMessages.ModernMeta, (byte)'}']),
            _ => Insert(request, request.Utf8, [.. "\"params\":{\"_meta\":{"u8, .. OwnMessages.ModernMeta, .. "}}"u8]),
        };
        return RpcReader.TryRead(bytes, RpcLimits.Default with { MaxBytes = int.MaxValue }, out var message, out _) ? message! : request;
    }

    // Before the closing brace, with a comma where the object has members already.
    private static byte[] Insert(RpcMessage request, ReadOnlyMemory<byte> container, ReadOnlySpan<byte> members)
    {
        var inner = container.Span[1..^1].TrimEnd(" \t\r\n"u8);
        byte[] text = [.. inner.IsEmpty ? ""u8 : ","u8, .. members];
        return JsonSplice.Replace(request.Utf8, container.Slice(container.Length - 1, 0), text);
    }
}
