using Microsoft.AspNetCore.Http;

namespace PolicyGuard.Gateway.Mcp.Http;

/// <summary>Reads a request's body into one array, counting while it reads.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null where it is larger than allowed.</summary>
    /// <exception cref="BadHttpRequestException">The client sent too slowly, or broke off.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (buffer.Length > maxBytes)
            {
                reader.AdvanceTo(buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = GC.AllocateUninitializedArray<byte>((int)buffer.Length);
                System.Buffers.BuffersExtensions.CopyTo(buffer, body);
                reader.AdvanceTo(buffer.End);
                return body;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
