using PolicyGuard.Calls;
using PolicyGuard.Gateway.Mcp.Links;

namespace PolicyGuard.Gateway.Mcp.Joined;

/// <summary>
/// Turns an upstream's resource URIs into handles where MCP puts them in results and notifications: <c>contents[].uri</c>,
/// <c>content[].uri</c> of resource links, <c>content[].resource.uri</c> of embedded resources, the same in a prompt's messages, and
/// <c>params.uri</c>. A URI within a text stays text.
/// </summary>
internal static class UriRewrite
{
    /// <summary>A response with handles for URIs.</summary>
    public static ReadOnlyMemory<byte> Response(ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte> result, UpstreamLink link)
    {
        if (!RawJson.MayHold(result, "\"uri\""u8))
        {
            return utf8;
        }

        var edits = new List<JsonEdit>();
        foreach (var content in RawJson.Elements(result, "contents"))
        {
            Uri(content, link, edits);
        }

        foreach (var content in RawJson.Elements(result, "content"))
        {
            Content(content, link, edits);
        }

        foreach (var message in RawJson.Elements(result, "messages"))
        {
            if (RawJson.Member(message, "content") is { IsEmpty: false } content)
            {
                Content(content, link, edits);
            }
        }

        return edits.Count == 0 ? utf8 : JsonSplice.Apply(utf8, [.. edits]);
    }

    /// <summary>A notification whose <c>params.uri</c> is a handle.</summary>
    public static RpcMessage Notification(RpcMessage message, UpstreamLink link)
    {
        if (message.Uri is not { } uri)
        {
            return message;
        }

        var bytes = JsonSplice.Apply(message.Utf8, RpcEdits.Uri(message, UriHandle.Show(link, uri)));
        return RawJson.Message(bytes);
    }

    /// <summary>A list's entry with another value of a text member.</summary>
    public static ReadOnlyMemory<byte> Entry(ReadOnlyMemory<byte> entry, string member, Func<string, string> show) =>
        RawJson.Member(entry, member) is { IsEmpty: false } raw && RawJson.Text(raw) is { } text ? JsonSplice.Replace(entry, raw, JsonSplice.Quote(show(text))) : entry;

    private static void Content(ReadOnlyMemory<byte> content, UpstreamLink link, List<JsonEdit> edits)
    {
        Uri(content, link, edits);
        if (RawJson.Member(content, "resource") is { IsEmpty: false } resource)
        {
            Uri(resource, link, edits);
        }
    }

    private static void Uri(ReadOnlyMemory<byte> item, UpstreamLink link, List<JsonEdit> edits)
    {
        if (RawJson.Member(item, "uri") is { IsEmpty: false } raw && RawJson.Text(raw) is { } uri)
        {
            edits.Add(new JsonEdit(raw, JsonSplice.Quote(UriHandle.Show(link, uri))));
        }
    }
}
