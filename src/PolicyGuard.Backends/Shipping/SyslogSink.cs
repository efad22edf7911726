using System.Buffers;
using System.Net.Sockets;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Backends.Shipping;

/// <summary>
/// Ships to a syslog server: RFC 5424 messages over TCP (RFC 6587, octet counting) or TLS (RFC 5425). Syslog acknowledges nothing: taken means
/// handed to the connection, and what lay in the buffers of a connection that breaks may be lost. The last batch is sent again on a new connection.
/// </summary>
public sealed class SyslogSink : IShipSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SyslogSinkOptions _options;
    private readonly SyslogMessage _message;
    private readonly TimeProvider _clock;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private SyslogLine? _line;
    private byte[] _last = [];

    /// <summary>A sink that connects when there is something to send.</summary>
    public SyslogSink(SyslogSinkOptions options, IEntryFormat format, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _message = new SyslogMessage(options.Facility, System.Net.Dns.GetHostName(), Environment.ProcessId, format);
    }

    /// <summary>Whether there is a connection that the server has not closed, as far as is known.</summary>
    internal bool Connected => _line is { Gone: false };

    /// <inheritdoc/>
    public async ValueTask<string?> SendAsync(IReadOnlyList<StoredEntry> batch, CancellationToken ct)
    {
        _buffer.ResetWrittenCount();
        foreach (var entry in batch)
        {
            _message.Write(entry, _buffer);
        }

        using var patience = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            if (_line is null or { Gone: true })
            {
                Close();
                _line = await SyslogLine.OpenAsync(_options, _clock, ct).ConfigureAwait(false);
                await _line.WriteAsync(_last, either.Token).ConfigureAwait(false);
            }

            await _line.WriteAsync(_buffer.WrittenMemory, either.Token).ConfigureAwait(false);
            if (_line.Gone)
            {
                throw new ShipException($"{_options.Host}:{_options.Port} closed the connection");
            }

            _last = _buffer.WrittenSpan.ToArray();
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Close();
            throw new ShipException($"{_options.Host}:{_options.Port} took nothing for {Patience.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            Close();
            throw new ShipException($"{_options.Host}:{_options.Port}: {fault.Message}", fault);
        }
        catch
        {
            // Half a message may be on its way; only a new connection begins at a message's beginning.
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Close()
    {
        _line?.Dispose();
        _line = null;
    }
}
