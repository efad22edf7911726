using System.Buffers.Binary;

namespace PolicyGuard.Ledger.Tree;

/// <summary>Bundles of entries as C2SP tlog-tiles serves them: each entry behind its length, two bytes, big-endian.</summary>
public static class EntryBundle
{
    /// <summary>Bytes that an entry in a bundle can have.</summary>
    public const int MaxEntry = ushort.MaxValue;

    /// <summary>Writes a bundle.</summary>
    /// <param name="entries">1 to 256 entries of at most <see cref="MaxEntry"/> bytes.</param>
    /// <exception cref="ArgumentException">There are none or too many, or one is too long.</exception>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is < 1 or > TilePath.FullWidth)
        {
            throw new ArgumentException($"a bundle holds 1 to {TilePath.FullWidth} entries, not {entries.Count}");
        }

        var bundle = new byte[entries.Sum(static entry => 2 + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            if (entry.Length > MaxEntry)
            {
                throw new ArgumentException($"an entry of {entry.Length} bytes does not fit a bundle: the format holds {MaxEntry}");
            }

            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.Span.CopyTo(rest[2..]);
            rest = rest[(2 + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Reads a bundle; the entries are parts of its memory.</summary>
    /// <param name="bundle">All bytes of the bundle.</param>
    /// <param name="entries">1 to 256 entries.</param>
    /// <returns>False where it is cut short, is empty or holds too many.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> bundle, out IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        var read = new List<ReadOnlyMemory<byte>>();
        entries = read;
        while (!bundle.IsEmpty)
        {
            var length = bundle.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            if (length > bundle.Length - 2 || read.Count == TilePath.FullWidth)
            {
                entries = [];
                return false;
            }

            read.Add(bundle.Slice(2, length));
            bundle = bundle[(2 + length)..];
        }

        return read.Count > 0;
    }
}
