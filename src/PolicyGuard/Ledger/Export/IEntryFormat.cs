using System.Buffers;

namespace PolicyGuard.Ledger.Export;

/// <summary>One way of writing entries down for other programs. Whatever an entry says, it is one record and ends with one line feed.</summary>
public interface IEntryFormat
{
    /// <summary>What stands before the first entry; nothing for most formats.</summary>
    void WriteHeader(IBufferWriter<byte> output);

    /// <summary>One entry as one record, with its line feed. Never throws for what the entry says.</summary>
    void Write(StoredEntry entry, IBufferWriter<byte> output);
}
