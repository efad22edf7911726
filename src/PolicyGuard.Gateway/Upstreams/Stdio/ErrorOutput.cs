using PolicyGuard.Gateway.Stdio;

namespace PolicyGuard.Gateway.Upstreams.Stdio;

/// <summary>Reads a child's standard error to its end, always, so that the child never waits for us; what is read goes to the log, escaped.</summary>
internal static class ErrorOutput
{
    private const int LongestLine = 8 * 1024;

    internal static async Task CopyAsync(Stream errors, UpstreamLog log, CancellationToken ct)
    {
        using var reader = new LineReader(errors, LongestLine);
        try
        {
            while (await reader.ReadAsync(ct) is { Kind: not LineKind.End } line)
            {
                log.Write(line.Kind == LineKind.Whole
                    ? LogText.Escape(line.Bytes.Span, LongestLine)
                    : $"{LogText.Escape(line.Bytes.Span)}… ({line.Length} bytes in one line)");
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The child is gone.
        }
    }
}
