using System.Net.Http.Headers;
using System.Text.Json;
using PolicyGuard.Calls;

namespace PolicyGuard.Backends.Signing;

/// <summary>
/// Asks one service and takes one answer of strict JSON from it, within bounds: no redirect is followed, because the token would go along; no cookie is
/// kept; the answer ends at its limit of bytes and of time.
/// </summary>
internal sealed class OneAnswer(string service, Uri address, TimeSpan timeout, int maxBytes, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PreAuthenticate = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Posts JSON.</summary>
    /// <param name="path">The path below the service's address.</param>
    /// <param name="body">The request.</param>
    /// <param name="secret">What must not appear in a message; null where the request holds no secret.</param>
    /// <param name="ct">Cancels the request.</param>
    /// <exception cref="KeylessException">No answer, another one than success, or one that cannot be read.</exception>
    public async Task<JsonDocument> PostAsync(string path, byte[] body, string? secret, CancellationToken ct)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            throw new KeylessException($"{service}: {address} is not https");
        }

        using var late = new CancellationTokenSource(timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{path}"))
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
            };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            var answer = await ReadAsync(response.Content, stop.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is < 200 or > 299)
            {
                throw new KeylessException($"{service} answered {(int)response.StatusCode}{Said(answer, secret)}");
            }

            return StrictJson.TryCheck(answer, new RpcLimits(MaxBytes: maxBytes), out _) ? JsonDocument.Parse(answer) : throw new KeylessException($"{service} did not answer with strict JSON");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new KeylessException($"{service} did not answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KeylessException($"{service} at {address} cannot be reached: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken ct)
    {
        using var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
        {
            if (read.Length + count > maxBytes)
            {
                throw new KeylessException($"{service} answered with more than {maxBytes} bytes");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    // What it says of itself is for people; a service that echoes the token does not get it into a log.
    private static string Said(byte[] answer, string? secret)
    {
        if (!StrictJson.TryCheck(answer, RpcLimits.Default, out _))
        {
            return "";
        }

        using var json = JsonDocument.Parse(answer);
        var message = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        if (secret is not null)
        {
            message = message.Replace(secret, "[token]", StringComparison.Ordinal);
        }

        var clean = new string([.. message.Where(static c => !char.IsControl(c)).Take(200)]);
        return clean.Length == 0 ? "" : $": {clean}";
    }
}
