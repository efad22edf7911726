using System.Buffers.Binary;
using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Flows;

/// <summary>
/// A path as bytes: a version, the number of moves, the number of steps, then each step as move, upstream, name, the latest first. Moves are 8 bytes,
/// the number of steps 2, big-endian; texts are UTF-8 behind 2 bytes of length; an upstream of length 0 is none.
/// </summary>
internal static class IntentPathBytes
{
    /// <summary>The bytes of a path without steps.</summary>
    public const int Overhead = 11;

    private const byte Version = 1;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static int SizeOf(PathStep step) => 12 + Encoding.UTF8.GetByteCount(step.Upstream ?? "") + Encoding.UTF8.GetByteCount(step.Tool.Full);

    public static byte[] Write(IntentPath path)
    {
        var bytes = new byte[Overhead + path.Steps.Sum(SizeOf)];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), path.Moves);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(9), (ushort)path.Steps.Count);
        var rest = bytes.AsSpan(Overhead);
        foreach (var step in path.Steps)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, step.Move);
            rest = Put(Put(rest[8..], step.Upstream ?? ""), step.Tool.Full);
        }

        return bytes;
    }

    /// <exception cref="FormatException">These are not the bytes of a path.</exception>
    public static (PathStep[] Steps, long Moves) Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < Overhead or > IntentPath.MostBytes || bytes[0] != Version)
        {
            throw new FormatException("these are not the bytes of an intent path of this version");
        }

        var moves = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        var steps = new List<PathStep>();
        var rest = bytes[Overhead..];
        var above = moves;
        while (!rest.IsEmpty)
        {
            var move = rest.Length >= 8 ? BinaryPrimitives.ReadInt64BigEndian(rest) : 0;
            rest = rest[Math.Min(8, rest.Length)..];
            var (upstream, tool) = (Take(ref rest), Take(ref rest));
            if (move < 1 || move > above || steps.Count >= IntentPath.MostTools || !CanonicalName.TryCreate(tool, out var name, out _) || name!.Full != tool)
            {
                throw new FormatException("an intent path holds a step that was never written");
            }

            steps.Add(new PathStep(upstream.Length == 0 ? null : upstream, name, move));
            above = move - 1;
        }

        return steps.Count == BinaryPrimitives.ReadUInt16BigEndian(bytes[9..])
            ? ([.. steps], moves)
            : throw new FormatException("an intent path has not as many steps as it says");
    }

    private static Span<byte> Put(Span<byte> at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, at[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(at, (ushort)length);
        return at[(2 + length)..];
    }

    private static string Take(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && rest.Length < 2 + length)
        {
            throw new FormatException("an intent path ends within a text");
        }

        try
        {
            var text = Strict.GetString(rest.Slice(2, length));
            rest = rest[(2 + length)..];
            return text;
        }
        catch (DecoderFallbackException fault)
        {
            throw new FormatException("an intent path holds a text that is not UTF-8", fault);
        }
    }
}
