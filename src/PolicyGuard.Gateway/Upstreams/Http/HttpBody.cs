using System.Buffers;

namespace PolicyGuard.Gateway.Upstreams.Http;

/// <summary>Reads a whole response body within a bound, into one array of its own size.</summary>
internal static class HttpBody
{
    /// <summary>The body's bytes.</summary>
    /// <exception cref="InvalidDataException">It is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpContent content, int maxBytes, CancellationToken ct)
    {
        var announced = content.Headers.ContentLength;
        if (announced > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        var stream = await content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        if (announced is { } length)
        {
            var exact = GC.AllocateUninitializedArray<byte>((int)length);
            await stream.ReadExactlyAsync(exact, ct).ConfigureAwait(false);
            return exact;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            var used = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(used), ct).ConfigureAwait(false);
                if (read == 0)
                {
                    return buffer.AsSpan(0, used).ToArray();
                }

                used += read;
                if (used > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

                if (used == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(used * 2);
                    buffer.AsSpan(0, used).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static InvalidDataException TooLarge(int maxBytes) => new($"the answer is larger than {maxBytes} bytes");
}
