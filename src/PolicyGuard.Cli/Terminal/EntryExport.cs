using System.Buffers;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;

namespace PolicyGuard.Cli.Terminal;

/// <summary>Writes entries in a format to a stream. Keeps no more than the records of some 64 KiB, and one entry, however long the log is.</summary>
internal sealed class EntryExport(IEntryFormat format, Stream output)
{
    private const int Enough = 1 << 16;
    private const int TooLarge = 1 << 22;

    private ArrayBufferWriter<byte> _buffer = new(Enough);

    /// <summary>Writes the header and all entries; says how many there were.</summary>
    /// <exception cref="IOException">The stream takes no more.</exception>
    public async Task<long> WriteAsync(IAsyncEnumerable<StoredEntry> entries, Progress? progress)
    {
        var count = 0L;
        format.WriteHeader(_buffer);
        await foreach (var entry in entries)
        {
            format.Write(entry, _buffer);
            count++;
            if (_buffer.WrittenCount >= Enough)
            {
                Flush();
                progress?.Tell(count);
            }
        }

        Flush();
        output.Flush();
        return count;
    }

    private void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        if (_buffer.Capacity > TooLarge)
        {
            // One giant does not stay for the rest.
            _buffer = new ArrayBufferWriter<byte>(Enough);
        }

        _buffer.ResetWrittenCount();
    }
}
