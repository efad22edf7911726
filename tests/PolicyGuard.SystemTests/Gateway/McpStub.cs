using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PolicyGuard.SystemTests.Gateway;

/// <summary>What the stub saw of one request.</summary>
internal sealed record Seen(string HttpMethod, IReadOnlyDictionary<string, string> Headers, string Body, JsonElement Json)
{
    public string Method => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("method", out var method) ? method.GetString()! : "";

    public string Id => Json.GetProperty("id").GetRawText();
}

/// <summary>An MCP server over HTTP that answers what a test tells it to, and remembers what it was asked.</summary>
internal sealed class McpStub : IAsyncDisposable
{
    private WebStub? _web;

    public Uri Url => _web!.Url;

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Whether it knows <c>server/discover</c> and requests that carry their version.</summary>
    public bool Modern { get; set; }

    /// <summary>Whether it knows <c>initialize</c>.</summary>
    public bool Legacy { get; set; } = true;

    public string Capabilities { get; set; } = """{"tools":{"listChanged":true},"resources":{},"prompts":{},"completions":{},"logging":{}}""";

    public string Tools { get; set; } = """[{"name":"echo","description":"Echoes","inputSchema":{"type":"object"}},{"name":"wipe","description":"Wipes","inputSchema":{"type":"object"}}]""";

    /// <summary>Answers a request itself where it returns true; the default answers follow otherwise.</summary>
    public Func<Seen, HttpContext, Task<bool>> On { get; set; } = (_, _) => Task.FromResult(false);

    public IEnumerable<Seen> Of(string method) => Requests.Where(seen => seen.Method == method);

    public static async Task<McpStub> StartAsync(Action<McpStub>? set = null, int port = 0)
    {
        var stub = new McpStub();
        set?.Invoke(stub);
        stub._web = await WebStub.StartAsync(stub.ServeAsync, port);
        return stub;
    }

    public ValueTask DisposeAsync() => _web!.DisposeAsync();

    public static async Task JsonAsync(HttpContext http, string json, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    }

    public static Task ResultAsync(HttpContext http, Seen seen, string result) => JsonAsync(http, $$$$"""{"jsonrpc":"2.0","id":{{{{seen.Id}}}},"result":{{{{result}}}}}""");

    public static Task ErrorAsync(HttpContext http, Seen seen, int code, string message, int status = 200) =>
        JsonAsync(http, $$$$"""{"jsonrpc":"2.0","id":{{{{seen.Id}}}},"error":{"code":{{{{code}}}},"message":"{{{{message}}}}"}}""", status);

    public static async Task EventAsync(HttpContext http, string text)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = "text/event-stream";
        }

        await http.Response.WriteAsync(text);
        await http.Response.Body.FlushAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var seen = new Seen(
            http.Request.Method,
            http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body,
            body.Length == 0 ? default : JsonDocument.Parse(body).RootElement.Clone());
        Requests.Enqueue(seen);
        if (await On(seen, http))
        {
            return;
        }

        if (seen.HttpMethod != "POST")
        {
            http.Response.StatusCode = seen.HttpMethod == "DELETE" ? 200 : 405;
            return;
        }

        if (!seen.Json.TryGetProperty("id", out _) || seen.Method.Length == 0)
        {
            http.Response.StatusCode = 202;
            return;
        }

        await AnswerAsync(seen, http);
    }

    private Task AnswerAsync(Seen seen, HttpContext http)
    {
        var isModern = seen.Body.Contains("io.modelcontextprotocol/protocolVersion", StringComparison.Ordinal);
        if (isModern ? !Modern : !Legacy)
        {
            return JsonAsync(http, """{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: no session"},"id":null}""", 400);
        }

        var caching = isModern ? ""","resultType":"complete","ttlMs":1000,"cacheScope":"public" """ : "";
        switch (seen.Method)
        {
            case "initialize":
                http.Response.Headers["Mcp-Session-Id"] = $"stub-{Requests.Count}";
                return ResultAsync(http, seen, $$$$"""{"protocolVersion":"2025-11-25","capabilities":{{{{Capabilities}}}},"serverInfo":{"name":"stub","version":"1"}}""");
            case "server/discover":
                return ResultAsync(http, seen, $$$$"""{"supportedVersions":["2026-07-28"],"capabilities":{{{{Capabilities}}}}{{{{caching}}}}}""");
            case "tools/list":
                return ResultAsync(http, seen, $$$$"""{"tools":{{{{Tools}}}}{{{{caching}}}}}""");
            case "tools/call":
                return ResultAsync(http, seen, """{"content":[{"type":"text","text":"done"}]}""");
            default:
                return ErrorAsync(http, seen, -32601, "Method not found", isModern ? 404 : 200);
        }
    }
}
