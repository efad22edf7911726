using System.Buffers;
using System.Text.Json;
using PolicyGuard.Ledger;

namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// Ships to an OpenTelemetry collector: OTLP logs over HTTP as JSON (OTLP 1.x, "OTLP/HTTP"). The body of a log record is the entry's JSON; what
/// the collector rejects of a batch that it took is told, because the protocol forbids to send it again.
/// </summary>
public sealed class OtlpSink : IShipSink, IDisposable
{
    private const string Path = "v1/logs";

    private readonly HttpPost _post;
    private readonly OtlpLogs _logs;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>A sink for a collector.</summary>
    /// <param name="options">The collector; <c>/v1/logs</c> is added where its address does not end so.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="clock">The clock.</param>
    public OtlpSink(HttpSinkOptions options, string version, TimeProvider clock)
    {
        _post = new HttpPost(options with { Url = Logs(options.Url) }, clock);
        _logs = new OtlpLogs(version, System.Net.Dns.GetHostName(), clock);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct)
    {
        _buffer.ResetWrittenCount();
        _logs.Write(batch, _buffer);
        var answer = await _post.SendAsync(_buffer.WrittenMemory, "application/json", ct).ConfigureAwait(false);
        return OtlpAnswer.Complaint(answer) is { } complaint ? $"of the entries {batch[0].Index} to {batch[^1].Index} the collector {complaint}" : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _post.Dispose();

    internal static Uri Logs(Uri url)
    {
        var builder = new UriBuilder(url);
        var path = builder.Path.TrimEnd('/');
        builder.Path = path.EndsWith("/" + Path, StringComparison.Ordinal) ? path : $"{path}/{Path}";
        return builder.Uri;
    }
}
