using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace PolicyGuard.Taint;

/// <summary>
/// Finds in one pass which anchors stand in a text. Of each anchor the three bytes that are rarest in prose are hashed into a bit map that fits
/// into the first-level cache; only where three bytes of the text hit the map is an anchor compared. No byte depends on the one before it, so the
/// processor looks at several at once. The work per byte is bounded by the anchors that share three bytes.
/// </summary>
internal sealed class AnchorFilter
{
    private const int Bits = 16;
    private const uint Mask = 0x00FFFFFF;
    private const uint Fold = 0x00202020;

    private readonly ulong[] _map = new ulong[(1 << Bits) / 64];
    private readonly ushort[] _first = new ushort[1 << Bits];
    private readonly List<Entry> _entries = [default];
    private readonly List<(byte Byte, int Mark)> _single = [];

    /// <summary>Adds an anchor; any letter case of ASCII letters matches it.</summary>
    /// <param name="anchor">At least one character.</param>
    /// <param name="mark">The bit that is set where it stands.</param>
    public void Add(string anchor, int mark)
    {
        var bytes = Encoding.UTF8.GetBytes(anchor);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Lower(bytes[i]);
        }

        switch (bytes.Length)
        {
            case 0:
                throw new ArgumentException("an anchor is empty", nameof(anchor));
            case 1:
                _single.Add((bytes[0], mark));
                if (char.IsAsciiLetter((char)bytes[0]))
                {
                    _single.Add(((byte)(bytes[0] ^ 0x20), mark));
                }

                break;
            case 2:
                // Any byte may follow; folding leaves half of them.
                for (var third = 0; third < 256; third++)
                {
                    if ((third & 0x20) != 0)
                    {
                        Insert(new Entry(bytes, 0, mark, Key(bytes[0], bytes[1], (byte)third)));
                    }
                }

                break;
            default:
                var at = Rarest(bytes);
                Insert(new Entry(bytes, at, mark, Key(bytes[at], bytes[at + 1], bytes[at + 2])));
                break;
        }
    }

    /// <summary>Sets the bit of every anchor in the text.</summary>
    /// <returns>How many anchors were compared to it; tests count work by this.</returns>
    public int Find(ReadOnlySpan<byte> utf8, Span<ulong> marks)
    {
        var compared = 0;
        foreach (var (value, mark) in _single)
        {
            if ((marks[mark >> 6] >> mark & 1) == 0 && utf8.Contains(value))
            {
                marks[mark >> 6] |= 1UL << mark;
            }
        }

        var map = _map;
        var i = 0;
        for (; i + 4 <= utf8.Length; i++)
        {
            var key = (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(utf8), i)) & Mask) | Fold;
            var hash = Hash(key);
            if ((map[hash >> 6] >> (int)hash & 1) != 0)
            {
                compared += Compare(utf8, i, hash, key, marks);
            }
        }

        // The last two places, one of which has no third byte: a blank stands for it.
        for (; i + 2 <= utf8.Length; i++)
        {
            var key = Key(utf8[i], utf8[i + 1], i + 2 < utf8.Length ? utf8[i + 2] : (byte)' ');
            compared += Compare(utf8, i, Hash(key), key, marks);
        }

        return compared;
    }

    private int Compare(ReadOnlySpan<byte> utf8, int i, uint hash, uint key, Span<ulong> marks)
    {
        var compared = 0;
        var entries = CollectionsMarshal.AsSpan(_entries);
        for (int next = _first[hash]; next != 0; next = entries[next].Next)
        {
            ref readonly var entry = ref entries[next];
            var start = i - entry.At;
            if (entry.Key != key || (marks[entry.Mark >> 6] >> entry.Mark & 1) != 0 || start < 0 || start + entry.Anchor.Length > utf8.Length)
            {
                continue;
            }

            compared++;
            if (Stands(utf8.Slice(start, entry.Anchor.Length), entry.Anchor))
            {
                marks[entry.Mark >> 6] |= 1UL << entry.Mark;
            }
        }

        return compared;
    }

    private static bool Stands(ReadOnlySpan<byte> text, byte[] anchor)
    {
        for (var i = 0; i < anchor.Length; i++)
        {
            if (Lower(text[i]) != anchor[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Insert(Entry entry)
    {
        var hash = Hash(entry.Key);
        if (_entries.Count > ushort.MaxValue)
        {
            throw new InvalidOperationException("there are more anchors than the filter can hold");
        }

        _entries.Add(entry with { Next = _first[hash] });
        _first[hash] = (ushort)(_entries.Count - 1);
        _map[hash >> 6] |= 1UL << (int)hash;
    }

    private static int Rarest(byte[] bytes)
    {
        var (best, least) = (0, int.MaxValue);
        for (var i = 0; i + 2 < bytes.Length; i++)
        {
            var common = Common(bytes[i]) + Common(bytes[i + 1]) + Common(bytes[i + 2]);
            (best, least) = common < least ? (i, common) : (best, least);
        }

        return best;
    }

    // Letters in the order of how often English uses them; a blank is commonest of all.
    private static int Common(byte b) => b == ' ' ? 30 : 26 - ("etaoinsrhldcumfpgwybvkxjqz".IndexOf((char)b) is var rank and >= 0 ? rank : 26);

    private static uint Hash(uint key) => (key * 0x9E3779B1u) >> (32 - Bits);

    private static uint Key(byte a, byte b, byte c) => (a | ((uint)b << 8) | ((uint)c << 16)) | Fold;

    private static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    private readonly record struct Entry(byte[] Anchor, int At, int Mark, uint Key, ushort Next = 0);
}
