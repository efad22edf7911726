using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>
/// Reads server-sent events (WHATWG HTML §9.2.6) from a stream: lines end with CR, LF or both, data may take several lines, comments and
/// unknown fields are skipped, an event cut off by the end of the stream is dropped. Memory is bounded.
/// </summary>
internal sealed class SseReader : IDisposable
{
    private const int MaxIdBytes = 1024;
    private readonly Stream _stream;
    private readonly int _maxEventBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private int _start;
    private int _scanned;
    private int _end;
    private bool _skipLineFeed;
    private bool _atStart = true;
    private byte[] _data = [];
    private int _dataLength;
    private bool _hasData;
    private string? _id;
    private int? _retry;

    /// <param name="stream">The body of a response; not disposed here.</param>
    /// <param name="maxEventBytes">The most bytes that one event's data, and one line, may take.</param>
    public SseReader(Stream stream, int maxEventBytes)
    {
        _stream = stream;
        _maxEventBytes = maxEventBytes;
    }

    /// <summary>The next event, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">An event is larger than allowed.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    public async ValueTask<SseEvent?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            while (TryTakeLine(out var line))
            {
                if (line.Length > 0)
                {
                    TakeField(line);
                }
                else if (_hasData || _id is not null || _retry is not null)
                {
                    var taken = new SseEvent(_data.AsMemory(0, _dataLength), _id, _retry);
                    (_data, _dataLength, _hasData, _id, _retry) = ([], 0, false, null, null);
                    return taken;
                }
            }

            if (!await FillAsync(ct).ConfigureAwait(false))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        if (_skipLineFeed && _start < _end)
        {
            // The LF of a CRLF whose CR ended the line before; it may have come in a later read.
            _skipLineFeed = false;
            if (_buffer[_start] == '\n')
            {
                _start++;
                _scanned = _start;
            }
        }

        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\r', (byte)'\n');
        if (at < 0)
        {
            _scanned = _end;
            line = default;
            return false;
        }

        var stop = _scanned + at;
        _skipLineFeed = _buffer[stop] == '\r';
        line = _buffer.AsSpan(_start, stop - _start);
        _start = _scanned = stop + 1;
        if (_atStart)
        {
            _atStart = false;
            if (line.StartsWith("\uFEFF"u8))
            {
                line = line[3..];
            }
        }

        return true;
    }

    private void TakeField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon == 0)
        {
            return;
        }

        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == ' ')
        {
            value = value[1..];
        }

        if (name.SequenceEqual("data"u8))
        {
            TakeData(value);
        }
        else if (name.SequenceEqual("id"u8) && value.Length <= MaxIdBytes && !value.Contains((byte)0))
        {
            _id = Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("retry"u8) && Utf8Parser.TryParse(value, out int retry, out var used) && used == value.Length && retry >= 0)
        {
            _retry = retry;
        }
    }

    private void TakeData(ReadOnlySpan<byte> value)
    {
        if (!_hasData)
        {
            _hasData = true;
            _data = value.ToArray();
            _dataLength = value.Length;
            return;
        }

        var length = _dataLength + 1 + value.Length;
        if (length > _maxEventBytes)
        {
            throw TooLarge();
        }

        if (length > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(length, _data.Length * 2));
        }

        _data[_dataLength] = (byte)'\n';
        value.CopyTo(_data.AsSpan(_dataLength + 1));
        _dataLength = length;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end > _maxEventBytes)
            {
                throw TooLarge();
            }

            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var read = await _stream.ReadAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private InvalidDataException TooLarge() => new($"an event is larger than {_maxEventBytes} bytes");
}
