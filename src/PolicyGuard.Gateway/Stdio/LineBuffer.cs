using System.Buffers;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>Lines that wait to be written, in borrowed memory; what a burst took is given back when it is over.</summary>
internal sealed class LineBuffer
{
    private const int Kept = 64 * 1024;

    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Appends a message, given in three pieces, as one line.</summary>
    internal void Append(ReadOnlySpan<byte> before, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> after)
    {
        var length = before.Length + middle.Length + after.Length;
        Ensure(checked(Length + length + 1));
        var line = _bytes.AsSpan(Length, length + 1);
        before.CopyTo(line);
        middle.CopyTo(line[before.Length..]);
        after.CopyTo(line[(before.Length + middle.Length)..]);
        line[^1] = (byte)'\n';
        Length += line.Length;
        if (line[..length].IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            // Within strings JSON has no such bytes, so they stand between tokens.
            line[..length].Replace((byte)'\n', (byte)' ');
            line[..length].Replace((byte)'\r', (byte)' ');
        }
    }

    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length > Kept)
        {
            Give(ref _bytes);
        }
    }

    private static void Give(ref byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        bytes = [];
    }

    private void Ensure(int size)
    {
        if (size > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, _bytes.Length * 2));
            Written.Span.CopyTo(larger);
            Give(ref _bytes);
            _bytes = larger;
        }
    }
}
