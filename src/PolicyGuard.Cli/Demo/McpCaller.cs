using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Cli.Demo;

/// <summary>As much of an MCP client as the demo's agent needs: it initializes, lists and calls, over HTTP.</summary>
/// <param name="url">The gateway.</param>
/// <param name="agent">Who it says it is.</param>
/// <param name="request">What its user asked for, told to the gate with every call as a client would that has the user's words.</param>
internal sealed class McpCaller(Uri url, string agent, string request) : IDisposable
{
    private const string Revision = "2025-11-25";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private string? _session;
    private int _id;

    /// <summary>Waits until the gateway has met its upstreams; after ten seconds the calls will tell what is wrong.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            using var answer = await _http.GetAsync(new Uri(url, "/health/ready"), ct);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        }
    }

    /// <summary>Says who it is.</summary>
    public async Task ConnectAsync(CancellationToken ct)
    {
        using var answer = await AskAsync("initialize", json =>
        {
            json.WriteString("protocolVersion", Revision);
            json.WriteStartObject("capabilities");
            json.WriteEndObject();
            json.WriteStartObject("clientInfo");
            json.WriteString("name", agent);
            json.WriteString("version", "1.0");
            json.WriteEndObject();
        }, ct);
        using var ready = await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray(), ct);
    }

    /// <summary>The names of the tools that it is shown.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        using var answer = await AskAsync("tools/list", static _ => { }, ct);
        return [.. answer.RootElement.GetProperty("result").GetProperty("tools").EnumerateArray().Select(static tool => tool.GetProperty("name").GetString()!)];
    }

    /// <summary>Calls a tool.</summary>
    public async Task<Answer> CallAsync(string tool, IReadOnlyDictionary<string, string> arguments, CancellationToken ct)
    {
        using var answer = await AskAsync("tools/call", json =>
        {
            json.WriteString("name", tool);
            json.WriteStartObject("arguments");
            foreach (var (name, value) in arguments)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteStartObject("_meta");
            json.WriteString("policyguard/request", request);
            json.WriteEndObject();
        }, ct);
        if (!answer.RootElement.TryGetProperty("result", out var result))
        {
            return new Answer(answer.RootElement.GetProperty("error").GetProperty("message").GetString()!, "JSON-RPC error", null, Failed: true);
        }

        var text = string.Join('\n', result.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));
        var meta = result.TryGetProperty("_meta", out var found) ? found : default;
        var failed = result.TryGetProperty("isError", out var error) && error.ValueKind == JsonValueKind.True;
        return new Answer(text, Text(meta, "policyguard/reason"), Text(meta, "policyguard/rule"), failed);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string? Text(JsonElement meta, string name) =>
        meta.ValueKind == JsonValueKind.Object && meta.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task<JsonDocument> AskAsync(string method, Action<Utf8JsonWriter> write, CancellationToken ct)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteNumber("id", Interlocked.Increment(ref _id));
            json.WriteString("method", method);
            json.WriteStartObject("params");
            write(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        using var response = await SendAsync(buffer.WrittenSpan.ToArray(), ct);
        if (response.Headers.TryGetValues("Mcp-Session-Id", out var session))
        {
            _session = session.First();
        }

        var body = await response.Content.ReadAsStringAsync(ct);
        return JsonDocument.Parse(response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? LastEvent(body) : body);
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(message) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (_session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", _session);
            request.Headers.Add("MCP-Protocol-Version", Revision);
        }

        return await _http.SendAsync(request, ct);
    }

    // The answer is the last message of the stream; what comes before are notifications.
    private static string LastEvent(string stream)
    {
        var last = new StringBuilder();
        foreach (var frame in stream.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var data = frame.Split('\n').Where(static line => line.StartsWith("data:", StringComparison.Ordinal)).Select(static line => line[5..].Trim()).ToList();
            if (data.Any(static line => line.Length > 0))
            {
                last.Clear().AppendJoin('\n', data);
            }
        }

        return last.ToString();
    }

    /// <summary>What came back.</summary>
    /// <param name="Text">The text that the agent reads.</param>
    /// <param name="Reason">The reason id of a refusal, or null where the call ran.</param>
    /// <param name="Rule">The rule that refused, or null.</param>
    /// <param name="Failed">Whether it is an error: of the gate, or of the tool.</param>
    internal sealed record Answer(string Text, string? Reason, string? Rule, bool Failed)
    {
        /// <summary>Whether the call reached the tool.</summary>
        public bool Ran => Reason is null;
    }
}
