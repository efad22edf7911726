using System.Buffers;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>Ships to a web address: one POST for a batch, acknowledged by any status 2xx.</summary>
public sealed class HttpSink : IShipSink, IDisposable
{
    private readonly HttpPost _post;
    private readonly IEntryFormat _format;
    private readonly HttpBody _body;
    private readonly string _contentType;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>A sink for an address.</summary>
    /// <param name="options">The address.</param>
    /// <param name="formatName">The format's name, one of <see cref="EntryFormats.Names"/>.</param>
    /// <param name="format">The format.</param>
    /// <param name="body">How a batch is put into one request.</param>
    /// <param name="clock">The clock.</param>
    public HttpSink(HttpSinkOptions options, string formatName, IEntryFormat format, HttpBody body, TimeProvider clock)
    {
        (_post, _format, _body) = (new HttpPost(options, clock), format, body);
        _contentType = body == HttpBody.Array ? "application/json" : EntryFormats.IsJson(formatName) ? "application/x-ndjson" : formatName == "csv" ? "text/csv" : "text/plain";
    }

    /// <inheritdoc/>
    public async ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct)
    {
        _buffer.ResetWrittenCount();
        if (_body == HttpBody.Array)
        {
            Array(batch);
        }
        else
        {
            _format.WriteHeader(_buffer);
            foreach (var entry in batch)
            {
                _format.Write(entry, _buffer);
            }
        }

        await _post.SendAsync(_buffer.WrittenMemory, _contentType, ct).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _post.Dispose();

    private void Array(IReadOnlyList<StoredEntry> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _buffer.Write(i == 0 ? "["u8 : ","u8);
            _format.Write(batch[i], _buffer);
        }

        _buffer.Write("]"u8);
    }
}
