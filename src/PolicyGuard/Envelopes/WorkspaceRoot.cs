using System.Security.Cryptography;
using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Envelopes;

/// <summary>
/// One hash for all files of a workspace: the RFC 6962 Merkle tree hash over one leaf for each file, the canonical JSON of its path and its content's
/// SHA-256, in the order of the paths' UTF-8 bytes. Leaves and nodes are hashed apart and none is doubled, so that two different workspaces do not share a root.
/// </summary>
public static class WorkspaceRoot
{
    /// <summary>The root, lower-case hex.</summary>
    /// <param name="files">Each file's path from the workspace, parts separated by <c>/</c>, and the SHA-256 of its content; in any order.</param>
    /// <exception cref="ArgumentException">A path comes twice, or a hash is not 32 bytes long.</exception>
    public static string Of(IEnumerable<(string Path, ReadOnlyMemory<byte> Sha256)> files)
    {
        var sorted = files.Select(static f => (Key: Encoding.UTF8.GetBytes(f.Path), f.Path, f.Sha256)).ToArray();
        Array.Sort(sorted, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        var leaves = new byte[sorted.Length][];
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i].Sha256.Length != SHA256.HashSizeInBytes || (i > 0 && sorted[i].Key.AsSpan().SequenceEqual(sorted[i - 1].Key)))
            {
                throw new ArgumentException($"the file '{sorted[i].Path}' is listed twice, or its hash is not a SHA-256", nameof(files));
            }

            var leaf = new CanonicalJsonWriter().BeginObject().Name("path").String(sorted[i].Path).Name("sha256").String(Convert.ToHexStringLower(sorted[i].Sha256.Span)).EndObject();
            leaves[i] = SHA256.HashData([0, .. leaf.Written.Span]);
        }

        return Convert.ToHexStringLower(Hash(leaves));
    }

    // RFC 6962 §2.1.
    private static byte[] Hash(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length <= 1)
        {
            return leaves.IsEmpty ? SHA256.HashData([]) : leaves[0];
        }

        var left = 1;
        while (left * 2 < leaves.Length)
        {
            left *= 2;
        }

        return SHA256.HashData([1, .. Hash(leaves[..left]), .. Hash(leaves[left..])]);
    }
}
