using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Posts bodies to one address, and says what the answers mean: 2xx is an acknowledgement, 408, 429 and 5xx are for later, all else is a refusal.</summary>
internal sealed class HttpPost : IDisposable
{
    private const int MostRead = 1 << 16;
    private const int MostShown = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpSinkOptions _options;
    private readonly TimeProvider _clock;
    private HttpClient? _client;

    internal HttpPost(HttpSinkOptions options, TimeProvider clock) => (_options, _clock) = (options, clock);

    /// <summary>Posts a body; returns what the acknowledgement says, at most 64 KiB of it.</summary>
    /// <exception cref="ShipException">There was no acknowledgement.</exception>
    internal async ValueTask<byte[]> SendAsync(ReadOnlyMemory<byte> body, string contentType, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            _client ??= Client();
            using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            foreach (var (name, value) in _options.Headers)
            {
                if (!request.Headers.TryAddWithoutValidation(name, value))
                {
                    request.Content.Headers.Remove(name);
                    request.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var answer = await ReadAsync(response, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? answer : throw Refusal(response, answer);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ShipException($"{Place} did not answer within {Patience.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new ShipException($"{Place}: {(fault.InnerException ?? fault).Message}", fault);
        }
    }

    public void Dispose() => _client?.Dispose();

    // Without the query, which may hold a key.
    private string Place => _options.Url.GetLeftPart(UriPartial.Path);

    // Where an answer goes that sends us elsewhere is not where the operator wanted the log, so nothing is followed.
    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
        };
        if (_options.CaFile is { } authorities)
        {
            handler.SslOptions.CertificateChainPolicy = ServerTrust.Policy(authorities);
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var buffer = new byte[MostRead];
        using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        return buffer[..await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false)];
    }

    private ShipException Refusal(HttpResponseMessage response, byte[] answer)
    {
        var status = (int)response.StatusCode;
        var said = VisibleText.Cut(VisibleText.Of(Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 4 * MostShown)))).Trim(), MostShown);
        return new ShipException($"{Place} answered {status}{(said.Length == 0 ? "" : $": {said}")}")
        {
            Refused = response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) && status < 500,
            RetryAfter = After(response.Headers.RetryAfter),
        };
    }

    // RFC 9110 §10.2.3: seconds, or a date.
    private TimeSpan After(RetryConditionHeaderValue? header)
    {
        var after = header?.Delta ?? (header?.Date - _clock.GetUtcNow()) ?? TimeSpan.Zero;
        return after > TimeSpan.Zero ? after : TimeSpan.Zero;
    }
}
