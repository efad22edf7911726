using System.IO.Compression;

namespace PolicyGuard.Taint.Layers;

/// <summary>Decompresses in memory, up to a bound: what a small text can grow to is not bounded by its size.</summary>
internal static class Inflation
{
    /// <summary>The most that is read of one compressed text, in bytes.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The name of what the bytes are by their first two, or null: gzip (RFC 1952) or zlib (RFC 1950).</summary>
    public static string? NameOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x1F, 0x8B, 8, ..] => "gzip",
        [0x78, var flags, ..] when ((0x78 << 8) | flags) % 31 == 0 => "zlib",
        _ => null,
    };

    /// <summary>Decompresses.</summary>
    /// <param name="bytes">The compressed bytes.</param>
    /// <param name="length">How many of them count.</param>
    /// <param name="name">From <see cref="NameOf"/>, or <c>deflate</c> for bytes without head (RFC 1951).</param>
    /// <param name="to">Where it goes; of at most <see cref="MostBytes"/> the first that fit.</param>
    /// <param name="cut">Whether there is more than fits.</param>
    /// <param name="isWhole">Whether the data ends without a fault, or goes on beyond what fits.</param>
    /// <returns>How many bytes came out; what came before a fault in the data counts.</returns>
    public static int Read(byte[] bytes, int length, string name, Span<byte> to, out bool cut, out bool isWhole)
    {
        cut = false;
        isWhole = true;
        using var from = new MemoryStream(bytes, 0, length, writable: false);
        using Stream inflate = name switch
        {
            "gzip" => new GZipStream(from, CompressionMode.Decompress),
            "zlib" => new ZLibStream(from, CompressionMode.Decompress),
            _ => new DeflateStream(from, CompressionMode.Decompress),
        };
        var count = 0;
        try
        {
            while (count < to.Length)
            {
                var read = inflate.Read(to[count..]);
                if (read == 0)
                {
                    return count;
                }

                count += read;
            }

            cut = inflate.ReadByte() >= 0;
        }
        catch (InvalidDataException)
        {
            // What was compressed before the fault is text all the same.
            isWhole = false;
        }

        return count;
    }
}
