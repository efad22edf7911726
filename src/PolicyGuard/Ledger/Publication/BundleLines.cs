namespace PolicyGuard.Ledger.Publication;

/// <summary>Reads lines of bounded length from a stream, in constant memory.</summary>
internal sealed class BundleLines(Stream input)
{
    /// <summary>Bytes that a line can have, its newline apart.</summary>
    public const int MaxBytes = 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _from;
    private int _to;
    private bool _ended;

    /// <summary>The number of the line that was read last, from 1; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line that was read last ended in a newline.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether the line that was read last was too long; then only its beginning was given, and the rest is behind us.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line, valid until the one after; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken ct)
    {
        var looked = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_from + looked, _to - _from - looked).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return Take(looked + newline, newline: true, tooLong: looked + newline > MaxBytes);
            }

            looked = _to - _from;
            if (_ended)
            {
                // A plain null would become an empty memory here, and the end never come.
                return looked == 0 ? default(ReadOnlyMemory<byte>?) : Take(looked, newline: false, tooLong: looked > MaxBytes);
            }

            if (looked > MaxBytes)
            {
                await PassAsync(ct).ConfigureAwait(false);
                (Number, IsTooLong) = (Number + 1, true);
                return ReadOnlyMemory<byte>.Empty;
            }

            await FillAsync(ct).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Take(int length, bool newline, bool tooLong)
    {
        var line = _buffer.AsMemory(_from, tooLong ? 0 : length);
        _from += length + (newline ? 1 : 0);
        (Number, IsWhole, IsTooLong) = (Number + 1, newline, tooLong);
        return line;
    }

    // The rest of a line that is too long is never kept.
    private async ValueTask PassAsync(CancellationToken ct)
    {
        IsWhole = false;
        while (!IsWhole && !_ended)
        {
            (_from, _to) = (0, 0);
            await FillAsync(ct).ConfigureAwait(false);
            var newline = _buffer.AsSpan(0, _to).IndexOf((byte)'\n');
            IsWhole = newline >= 0;
            _from = IsWhole ? newline + 1 : _to;
        }
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, 2 * MaxBytes));
        }

        var read = await input.ReadAsync(_buffer.AsMemory(_to), ct).ConfigureAwait(false);
        _to += read;
        _ended = read == 0;
    }
}
