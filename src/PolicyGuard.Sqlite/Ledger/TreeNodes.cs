using PolicyGuard.Ledger.Tree;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// The inner nodes of the ledger's tree that are kept: for each complete run of 256 entries one hash, for each complete run of 256 such hashes one
/// more, and so on. With them a proof reads some hundred hashes, however long the ledger is.
/// </summary>
internal static class TreeNodes
{
    /// <summary>Hashes that one node stands for (C2SP tlog-tiles: the width of a full tile).</summary>
    internal const int Width = 256;

    /// <summary>Told each append, in its transaction: the last entry of a run completes it, and with it perhaps larger ones.</summary>
    internal static void Appended(Connection connection, long index)
    {
        var level = 1;
        for (var end = index + 1; end % Width == 0; end /= Width, level++)
        {
            Keep(connection, level, (end / Width) - 1);
        }
    }

    /// <summary>Makes the nodes of a ledger that has none yet; inside a migration.</summary>
    internal static void AppendAll(Connection connection)
    {
        var size = connection.Number("SELECT coalesce(max(idx) + 1, 0) FROM ledger");
        for (var end = (long)Width; end <= size; end += Width)
        {
            Appended(connection, end - 1);
        }
    }

    /// <summary>Hashes of one level that stand beside each other; fewer where there are not so many.</summary>
    internal static byte[] Read(Connection connection, int level, long first, int count)
    {
        var hashes = new byte[count * TreeHash.Size];
        var read = level > 0 ? Nodes(connection, level, first, count, hashes) : Leaves(connection, first, count, hashes);
        return read == count ? hashes : hashes[..(read * TreeHash.Size)];
    }

    private static int Nodes(Connection connection, int level, long first, int count, byte[] hashes)
    {
        using var use = connection.Prepare("SELECT idx, hash FROM ledger_nodes WHERE level = ?3 AND idx >= ?1 AND idx < ?2 ORDER BY idx");
        use.Statement.Bind(3, level);
        return Rows(use.Statement, first, count, hashes, 0);
    }

    private static int Leaves(Connection connection, long first, int count, byte[] hashes)
    {
        var read = 0;
        using (var pruned = connection.Prepare("SELECT block, hashes FROM ledger_leaves WHERE block >= ?1 AND block < ?2 ORDER BY block"))
        {
            pruned.Statement.Bind(1, first / Width).Bind(2, (first + count + Width - 1) / Width);
            while (read < count && pruned.Statement.Step() && pruned.Statement.Int(0) == (first + read) / Width)
            {
                var at = (int)((first + read) % Width);
                var some = Math.Min(Width - at, count - read);
                pruned.Statement.BlobSpan(1).Slice(at * TreeHash.Size, some * TreeHash.Size).CopyTo(hashes.AsSpan(read * TreeHash.Size));
                read += some;
            }
        }

        using var use = connection.Prepare("SELECT idx, leaf_hash FROM ledger WHERE idx >= ?1 AND idx < ?2 ORDER BY idx");
        return Rows(use.Statement, first, count, hashes, read);
    }

    // Stops at the first one that is not there or is no hash.
    private static int Rows(Statement statement, long first, int count, byte[] hashes, int read)
    {
        statement.Bind(1, first + read).Bind(2, first + count);
        while (read < count && statement.Step() && statement.Int(0) == first + read && statement.BlobSpan(1) is { Length: TreeHash.Size } hash)
        {
            hash.CopyTo(hashes.AsSpan(read * TreeHash.Size));
            read++;
        }

        return read;
    }

    private static unsafe void Keep(Connection connection, int level, long index)
    {
        var hashes = Read(connection, level - 1, index * Width, Width);
        if (hashes.Length < Width * TreeHash.Size)
        {
            throw new StoreException($"{connection.Path}: the ledger lacks entries before {(index + 1) * Math.Pow(Width, level):0}: nothing is appended to a damaged log");
        }

        var range = new CompactRange();
        for (var at = 0; at < hashes.Length; at += TreeHash.Size)
        {
            range.Append(hashes.AsSpan(at, TreeHash.Size));
        }

        fixed (byte* root = range.Root())
        {
            using var use = connection.Prepare("INSERT INTO ledger_nodes (level, idx, hash) VALUES (?1, ?2, ?3)");
            use.Statement.Bind(1, level).Bind(2, index).BindPinned(3, root, TreeHash.Size).Run();
        }
    }
}
