using System.IO.Pipelines;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// Our standard input as a stream that can be waited for and given up. The descriptor is shared with whoever started us, so it is not made
/// non-blocking; a thread of its own sits in the read, which a thread of the pool must not do for ever.
/// </summary>
internal static class StandardInput
{
    private const int Chunk = 64 * 1024;

    internal static Stream Open()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 4 * Chunk, resumeWriterThreshold: 2 * Chunk, minimumSegmentSize: Chunk, useSynchronizationContext: false));
        var thread = new Thread(() => Read(Console.OpenStandardInput(), pipe.Writer)) { IsBackground = true, Name = "standard input" };
        thread.Start();
        return pipe.Reader.AsStream();
    }

    private static void Read(Stream input, PipeWriter to)
    {
        try
        {
            while (input.Read(to.GetSpan(Chunk)) is > 0 and var read)
            {
                to.Advance(read);
                var flushed = to.FlushAsync();
                if ((flushed.IsCompleted ? flushed.Result : flushed.AsTask().GetAwaiter().GetResult()).IsCompleted)
                {
                    return;
                }
            }
        }
        catch (IOException)
        {
            // A terminal that was closed reads as an error; to us it is the end.
        }

        to.Complete();
    }
}
