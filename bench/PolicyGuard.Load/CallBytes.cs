using System.Text;

namespace PolicyGuard.Load;

/// <summary>The bytes of one tool call, as a client of each style sends it.</summary>
internal static class CallBytes
{
    private const string StatelessMeta = """
        ,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}
        """;

    /// <summary>A call of <paramref name="tool"/> for that connection; sends <c>initialize</c> first where the style has sessions.</summary>
    public static byte[] Make(Connection connection, Uri url, LoadOptions options, string tool)
    {
        var headers = options.Style switch
        {
            ClientStyle.Session => Handshake(connection, url),
            ClientStyle.Stateless => $"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\n",
            _ => "",
        };
        var meta = options.Style == ClientStyle.Stateless ? StatelessMeta : "";
        var start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"";
        var end = "\"}" + meta + "}}";
        return Post(url, start + new string('x', Math.Max(1, options.BodyBytes - start.Length - end.Length)) + end, headers);
    }

    private static string Handshake(Connection connection, Uri url)
    {
        connection.Exchange(Post(url,
            """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}""", ""));
        var headers = "MCP-Protocol-Version: 2025-11-25\r\n";
        if (connection.Header("Mcp-Session-Id") is { } session)
        {
            headers += $"Mcp-Session-Id: {session}\r\n";
        }

        connection.Exchange(Post(url, """{"jsonrpc":"2.0","method":"notifications/initialized"}""", headers));
        return headers;
    }

    private static byte[] Post(Uri url, string body, string headers) => Encoding.UTF8.GetBytes(
        $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n" +
        $"Content-Length: {body.Length}\r\n{headers}\r\n{body}");
}
