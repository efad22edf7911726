using System.Buffers;
using System.Runtime.InteropServices;

namespace PolicyGuard.Calls;

/// <summary>
/// An open-addressing hash set of (object, name). The hash is the runtime's string hash (Marvin), keyed with a random seed of this
/// process: whoever writes the names cannot aim them at one slot.
/// </summary>
internal struct MemberNameIndex : IDisposable
{
    private const int FirstSize = 128;

    private Slot[]? _slots;
    private int _mask;
    private int _count;

    /// <summary>Adds a name; false where the object has it already.</summary>
    /// <param name="serial">The object's number, at least 1.</param>
    /// <param name="place">Where the name lies.</param>
    /// <param name="name">The name's bytes.</param>
    /// <param name="utf8">The document in which names lie.</param>
    /// <param name="scratch">Where unescaped names lie.</param>
    public bool Add(int serial, MemberName place, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> scratch)
    {
        if (_slots is null || _count * 2 > _mask)
        {
            Grow();
        }

        var hash = Hash(name, serial);
        var i = (int)hash & _mask;
        while (_slots![i].Serial != 0)
        {
            ref var slot = ref _slots[i];
            if (slot.Hash == hash && slot.Serial == serial && slot.Place.Length == name.Length)
            {
                var known = slot.Place.At >= 0 ? utf8.Slice(slot.Place.At, name.Length) : scratch.Slice(~slot.Place.At, name.Length);
                if (known.SequenceEqual(name))
                {
                    return false;
                }
            }

            i = (i + 1) & _mask;
        }

        _slots[i] = new Slot { Hash = hash, Serial = serial, Place = place };
        _count++;
        return true;
    }

    public readonly void Dispose()
    {
        if (_slots is not null)
        {
            ArrayPool<Slot>.Shared.Return(_slots);
        }
    }

    // The runtime hashes 16-bit units: an odd last byte is mixed in afterwards.
    private static uint Hash(ReadOnlySpan<byte> name, int serial)
    {
        var hash = (uint)string.GetHashCode(MemoryMarshal.Cast<byte, char>(name));
        if ((name.Length & 1) != 0)
        {
            hash = (hash ^ name[^1]) * 0x01000193;
        }

        return hash ^ ((uint)serial * 0x9E3779B1);
    }

    private void Grow()
    {
        var size = _slots is null ? FirstSize : (_mask + 1) * 2;
        var larger = ArrayPool<Slot>.Shared.Rent(size);
        larger.AsSpan(0, size).Clear();
        var mask = size - 1;
        if (_slots is not null)
        {
            foreach (ref var slot in _slots.AsSpan(0, _mask + 1))
            {
                if (slot.Serial == 0)
                {
                    continue;
                }

                var i = (int)slot.Hash & mask;
                while (larger[i].Serial != 0)
                {
                    i = (i + 1) & mask;
                }

                larger[i] = slot;
            }

            ArrayPool<Slot>.Shared.Return(_slots);
        }

        _slots = larger;
        _mask = mask;
    }

    private struct Slot
    {
        public uint Hash;
        public int Serial;
        public MemberName Place;
    }
}
