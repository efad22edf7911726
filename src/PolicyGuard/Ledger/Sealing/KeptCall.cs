using System.Buffers.Binary;
using System.Text;

namespace PolicyGuard.Ledger.Sealing;

/// <summary>What is sealed of a call: its arguments byte for byte, and its target where the log shows that masked.</summary>
/// <param name="Target">The target as written; null where the log has it so.</param>
/// <param name="Arguments">The arguments as they came.</param>
public sealed record KeptCall(string? Target, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>The bytes to seal: the target's length (2 bytes, big-endian), the target, the arguments.</summary>
    /// <exception cref="ArgumentException">The target has more than 65,535 bytes.</exception>
    public byte[] ToBytes()
    {
        var target = Encoding.UTF8.GetBytes(Target ?? "");
        if (target.Length > ushort.MaxValue)
        {
            throw new ArgumentException("the target is too long to be kept");
        }

        var bytes = new byte[2 + target.Length + Arguments.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)target.Length);
        target.CopyTo(bytes, 2);
        Arguments.Span.CopyTo(bytes.AsSpan(2 + target.Length));
        return bytes;
    }

    /// <summary>Reads such bytes; null where they are none.</summary>
    public static KeptCall? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) is var length && bytes.Length < 2 + length)
        {
            return null;
        }

        return new KeptCall(length == 0 ? null : Encoding.UTF8.GetString(bytes.Span.Slice(2, length)), bytes[(2 + length)..]);
    }
}
