using System.Runtime.InteropServices;

namespace PolicyGuard.Gateway.Stdio;

/// <summary>
/// Our standard output as a stream that says when nobody reads it any more. The console's own swallows that: a program whose reader has left
/// would go on for ever, and calls would run whose answers nobody sees.
/// </summary>
public static class StandardOutput
{
    private const int BrokenPipe = 32;
    private const int BrokenPipeOnWindows = unchecked((int)0x8007006D);
    private const int ClosingPipeOnWindows = unchecked((int)0x800700E8);

    /// <summary>Whether a write failed because the reader has left, and not, for example, because a disk is full.</summary>
    public static bool IsReaderGone(IOException fault) => fault.HResult is BrokenPipe or BrokenPipeOnWindows or ClosingPipeOnWindows;

    /// <summary>Opens it. Its writes throw an <see cref="IOException"/> once the reader is gone. On Windows it is the console's own stream, which does not tell.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new Descriptor();
}

/// <summary>Writes to descriptor 1, whatever it is and whoever shares it: it may be a file at whose end others write too, or not block.</summary>
internal sealed partial class Descriptor : Stream
{
    private const int Number = 1;
    private const int Interrupted = 4;
    private const short CanTake = 4;

    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = write(Number, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                var wait = new Poll { Descriptor = Number, Events = CanTake };
                _ = poll(ref wait, 1, -1);
            }
            else if (error != Interrupted)
            {
                throw new IOException($"standard output: {Marshal.GetPInvokeErrorMessage(error)}", error);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is kept.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref Poll waits, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
