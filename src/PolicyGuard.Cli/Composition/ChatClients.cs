using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using PolicyGuard.Gateway.Config;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// The clients of models. They try once, because a call waits; follow no redirect, which could carry the key elsewhere; and take key and address from
/// our configuration alone, not from variables of their own.
/// </summary>
internal static class ChatClients
{
    // Servers of one's own often want no key, and the clients want one.
    private const string NoKey = "none";

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IChatClient OpenAI(JudgeSettings settings, string? key)
    {
        var options = new global::OpenAI.OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(Http()),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = settings.Timeout,
            Endpoint = settings.BaseUrl ?? new Uri("https://api.openai.com/v1"),
        };
        return new global::OpenAI.OpenAIClient(new ApiKeyCredential(key ?? NoKey), options).GetChatClient(settings.Model).AsIChatClient();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IChatClient Anthropic(JudgeSettings settings, string? key) =>
        new AnthropicChat(Http(), settings.BaseUrl ?? new Uri("https://api.anthropic.com"), key, settings.Model);

    private static HttpClient Http() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // An answer has a thousand tokens; whoever sends more is no model.
        MaxResponseContentBufferSize = 4 * 1024 * 1024,
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
