using System.Buffers;
using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Tree;

/// <summary>The hashes of the log's Merkle tree: RFC 6962 §2.1 and RFC 9162 §2.1.1, with SHA-256.</summary>
/// <remarks>Leaves and inner nodes are hashed behind different first bytes, so that no leaf can pass for a node.</remarks>
public static class TreeHash
{
    /// <summary>Bytes of every hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    // Entries are mostly below this; longer ones borrow an array.
    private const int OnStack = 1024;

    /// <summary>The root of a tree without leaves; a new array each time.</summary>
    public static byte[] Empty => SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    /// <param name="data">The leaf's bytes, any number of them.</param>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var hash = new byte[Size];
        Leaf(data, hash);
        return hash;
    }

    /// <summary>The hash of a leaf, without allocation for leaves up to the size that arrays are pooled at (1 MiB).</summary>
    /// <param name="data">The leaf's bytes, any number of them.</param>
    /// <param name="hash">Receives the hash; at least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is too short.</exception>
    public static void Leaf(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var length = data.Length + 1;
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var leaf = rented is null ? stackalloc byte[length] : rented.AsSpan(0, length);
        try
        {
            leaf[0] = 0;
            data.CopyTo(leaf[1..]);
            SHA256.HashData(leaf, hash);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The hash of an inner node.</summary>
    /// <param name="left">The left child's hash, <see cref="Size"/> bytes.</param>
    /// <param name="right">The right child's hash, <see cref="Size"/> bytes.</param>
    /// <param name="hash">Receives the hash; may be the memory of a child.</param>
    /// <exception cref="ArgumentException">A child's hash has another length, or <paramref name="hash"/> is too short.</exception>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        if (left.Length != Size || right.Length != Size)
        {
            throw new ArgumentException($"a hash has {Size} bytes, not {left.Length} and {right.Length}");
        }

        Span<byte> node = stackalloc byte[1 + Size + Size];
        node[0] = 1;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + Size)..]);
        SHA256.HashData(node, hash);
    }
}
