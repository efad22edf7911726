using System.Security.Cryptography;

namespace PolicyGuard.Ledger.Tree;

/// <summary>The hashes of the log's Merkle tree: RFC 6962 §2.1 and RFC 9162 §2.1.1, with SHA-256.</summary>
/// <remarks>Leaves and inner nodes are hashed behind different first bytes, so that no leaf can pass for a node.</remarks>
public static class TreeHash
{
    /// <summary>Bytes of every hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    // Setting up a digest costs more than digesting a node, so each thread keeps one. Between two calls it is always fresh.
    [ThreadStatic]
    private static IncrementalHash? s_digest;

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

    /// <summary>The hash of a leaf, without allocation.</summary>
    /// <param name="data">The leaf's bytes, any number of them.</param>
    /// <param name="hash">Receives the hash; at least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is too short.</exception>
    public static void Leaf(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var digest = Digest(hash);
        digest.AppendData([0]);
        digest.AppendData(data);
        digest.GetHashAndReset(hash);
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
        var digest = Digest(hash);
        digest.AppendData(node);
        digest.GetHashAndReset(hash);
    }

    // The length is looked at first: what throws halfway leaves a digest that is not fresh.
    private static IncrementalHash Digest(ReadOnlySpan<byte> hash) => hash.Length >= Size
        ? s_digest ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
        : throw new ArgumentException($"a hash needs {Size} bytes, not {hash.Length}");
}
