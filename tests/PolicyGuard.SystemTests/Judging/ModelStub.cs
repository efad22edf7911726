using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PolicyGuard.SystemTests.Gateway;

namespace PolicyGuard.SystemTests.Judging;

/// <summary>Stands in for a model's server: OpenAI's chat completions at <c>/v1/chat/completions</c>, Anthropic's messages at <c>/v1/messages</c>.</summary>
internal sealed class ModelStub : IAsyncDisposable
{
    public const string Yes = """{"verdict":"allow","confidence":0.93,"reason":"it serves the task","risk_indicators":[]}""";

    private WebStub _web = null!;

    /// <summary>What was asked.</summary>
    public ConcurrentQueue<(string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)> Seen { get; } = new();

    /// <summary>What the model says, by the question.</summary>
    public Func<string, string> Says { get; set; } = static _ => Yes;

    /// <summary>Answers instead, where a test wants something else than an answer.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public string Root => _web.Url.GetLeftPart(UriPartial.Authority);

    public static async Task<ModelStub> StartAsync()
    {
        var stub = new ModelStub();
        stub._web = await WebStub.StartAsync(stub.PageAsync);
        return stub;
    }

    /// <summary>Where a client of a provider expects the API.</summary>
    public string BaseUrl(string provider) => provider == "openai" ? $"{Root}/v1" : Root;

    /// <summary>The document in the user's message of a request, without its marks.</summary>
    public static JsonElement Document(JsonElement body)
    {
        var content = body.GetProperty("messages").EnumerateArray().Single(static message => message.GetProperty("role").GetString() == "user").GetProperty("content");
        var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : content[0].GetProperty("text").GetString()!;
        return JsonDocument.Parse(text.Split('\n') is [_, var document, _] ? document : "{}").RootElement;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task PageAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        Seen.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.RootElement.Clone()));
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var says = JsonEncodedText.Encode(Says(Document(body.RootElement).GetRawText()));
        var answer = context.Request.Path.Value switch
        {
            "/v1/chat/completions" => $$$"""{"id":"c1","object":"chat.completion","created":1790000000,"model":"m-served","choices":[{"index":0,"message":{"role":"assistant","content":"{{{says}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":900,"completion_tokens":30,"total_tokens":930}}""",
            "/v1/messages" => $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"m-served","content":[{"type":"text","text":"{{{says}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":900,"output_tokens":30}}""",
            _ => null,
        };
        context.Response.StatusCode = answer is null ? 404 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer ?? "{}"));
    }
}
