using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PolicyGuard.Flows;

/// <summary>
/// The key of a store's fingerprints. What a flow remembers may be secret, so only SipHash-2-4 values of it are kept (Aumasson and Bernstein,
/// 2012): who reads the store without the key cannot try out guesses.
/// </summary>
public sealed class PrintKey
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int Length = 16;

    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <summary>Reads a key.</summary>
    /// <param name="key">16 bytes.</param>
    /// <exception cref="ArgumentException">Not 16 bytes.</exception>
    public PrintKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"a fingerprint key has {Length} bytes, not {key.Length}", nameof(key));
        }

        (_k0, _k1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    /// <summary>A new key.</summary>
    public static PrintKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key's bytes, for a key that is made from it.</summary>
    internal byte[] Bytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _k0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), _k1);
        return bytes;
    }

    /// <summary>The fingerprint of a text of some kind. Equal texts of different kinds have different ones.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="text">The canonical text.</param>
    public ulong Of(char kind, ReadOnlySpan<char> text) => Hash(_k0 ^ kind, _k1, MemoryMarshal.AsBytes(text));

    /// <summary>The fingerprint of two fingerprints one after the other.</summary>
    public ulong Join(ulong first, ulong second)
    {
        Span<ulong> both = [first, second];
        return Hash(_k0 ^ 0xFFFF, _k1, MemoryMarshal.AsBytes(both));
    }

    /// <summary>SipHash-2-4 as its authors specify it.</summary>
    internal static ulong Hash(ulong k0, ulong k1, ReadOnlySpan<byte> data)
    {
        var v0 = k0 ^ 0x736f6d6570736575UL;
        var v1 = k1 ^ 0x646f72616e646f6dUL;
        var v2 = k0 ^ 0x6c7967656e657261UL;
        var v3 = k1 ^ 0x7465646279746573UL;
        var last = (ulong)data.Length << 56;
        for (; data.Length >= 8; data = data[8..])
        {
            var m = BinaryPrimitives.ReadUInt64LittleEndian(data);
            v3 ^= m;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= m;
        }

        for (var i = 0; i < data.Length; i++)
        {
            last |= (ulong)data[i] << (8 * i);
        }

        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
