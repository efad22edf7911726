using System.Buffers;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// Reads lines within a bound. Blank lines are passed over; the rest of a line that is too long is read and forgotten, so that the next
/// line is found; text after the last line end counts as a line, since a strict reader tells a whole message from half a one.
/// </summary>
internal sealed class LineReader(Stream stream, int maxBytes) : IDisposable
{
    private const int SmallBuffer = 64 * 1024;
    private const int Kept = 256;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int _start;
    private int _scanned;
    private int _end;
    private bool _ended;

    /// <summary>Reads the next line that is not blank.</summary>
    /// <exception cref="IOException">The stream broke.</exception>
    internal async ValueTask<Line> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var newline = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (newline >= 0 || (_ended && _end > _start))
            {
                var stop = newline >= 0 ? _scanned + newline : _end;
                var from = _start;
                _start = _scanned = newline >= 0 ? stop + 1 : stop;
                if (stop - from > maxBytes)
                {
                    return new Line(LineKind.TooLong, Slice(from, Math.Min(Kept, maxBytes)), Slice(stop - Math.Min(Kept, maxBytes), Math.Min(Kept, maxBytes)), stop - from);
                }

                var line = Trim(_buffer.AsMemory(from, stop - from));
                if (line.Length > 0)
                {
                    return new Line(LineKind.Whole, line, default, line.Length);
                }

                continue;
            }

            if (_ended)
            {
                return default(Line) with { Kind = LineKind.End };
            }

            _scanned = _end;
            if (_end - _start > maxBytes)
            {
                return await SkipAsync(ct);
            }

            await FillAsync(ct);
        }
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        var from = span.IndexOfAnyExcept(" \t\r"u8);
        return from < 0 ? default : line[from..(span.LastIndexOfAnyExcept(" \t\r"u8) + 1)];
    }

    private ReadOnlyMemory<byte> Slice(int from, int length) => _buffer.AsMemory(from, length);

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_start == _end)
        {
            _start = _scanned = _end = 0;
            if (_buffer.Length > SmallBuffer * 4)
            {
                Exchange(SmallBuffer); // One large message must not pin its buffer for ever.
            }
        }
        else if (_end == _buffer.Length)
        {
            if (_start > 0 && _end - _start <= _buffer.Length / 2)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
            }
            else
            {
                Exchange(_buffer.Length * 2);
            }
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        _ended = read == 0;
    }

    private void Exchange(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(_start, _end - _start).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _scanned, _end) = (larger, 0, _scanned - _start, _end - _start);
    }

    private async ValueTask<Line> SkipAsync(CancellationToken ct)
    {
        var keep = Math.Min(Kept, maxBytes);
        var head = _buffer.AsSpan(_start, keep).ToArray();
        long length = _end - _start;
        while (true)
        {
            // Everything up to here is known to hold no line end; its last bytes are kept.
            _buffer.AsSpan(_end - keep, keep).CopyTo(_buffer);
            (_start, _scanned, _end) = (0, keep, keep);
            await FillAsync(ct);
            var newline = _buffer.AsSpan(keep, _end - keep).IndexOf((byte)'\n');
            if (newline >= 0 || _ended)
            {
                var stop = newline >= 0 ? keep + newline : _end;
                _start = _scanned = newline >= 0 ? stop + 1 : stop;
                return new Line(LineKind.TooLong, head, Slice(stop - keep, keep), length + stop - keep);
            }

            length += _end - keep;
        }
    }
}
