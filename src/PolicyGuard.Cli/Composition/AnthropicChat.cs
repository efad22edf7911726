using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace PolicyGuard.Cli.Composition;

/// <summary>
/// Anthropic's messages API, as far as a judge needs it: one question, one answer in text. Written here because the provider's own package for .NET
/// serializes by reflection, which this program does without; a test holds what is sent to what that package sends.
/// </summary>
/// <param name="http">Follows no redirect; disposed with this.</param>
/// <param name="baseUrl">The address, without <c>/v1</c>.</param>
/// <param name="key">The API key, or null.</param>
/// <param name="model">The model.</param>
internal sealed class AnthropicChat(HttpClient http, Uri baseUrl, string? key, string model) : IChatClient
{
    // The revision of the API.
    private const string Version = "2026-10-21";

    private readonly Uri _messages = new(baseUrl.AbsoluteUri.TrimEnd('/') + "/v1/messages");

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server cannot be reached, or refuses.</exception>
    /// <exception cref="JsonException">The answer is none.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _messages) { Content = new ByteArrayContent(AnthropicJson.Write(messages, options, model)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("anthropic-version", Version);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return response.StatusCode == HttpStatusCode.OK
            ? AnthropicJson.Read(body)
            : throw new HttpRequestException($"status {(int)response.StatusCode}: {AnthropicJson.ReadFault(body)}");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("a judge's answer counts as a whole");

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) && serviceKey is null ? this : null;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
