using PolicyGuard.Ledger.Checkpoints;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>Removes the oldest entries and keeps their leaf hashes; inside one transaction.</summary>
internal static class Pruning
{
    /// <summary>Removes what lies before an index.</summary>
    /// <returns>How many entries were removed.</returns>
    internal static long Run(Connection connection, long before)
    {
        var pruned = connection.Number("SELECT before FROM ledger_pruned");
        if (before <= pruned)
        {
            return 0;
        }

        if (before % LogExtent.PruneUnit != 0 || before > connection.Number("SELECT coalesce(max(size), 0) FROM ledger_checkpoints"))
        {
            throw new StoreException($"entries before {before} cannot be pruned: not a whole block under a checkpoint");
        }

        for (var block = pruned / TreeNodes.Width; block < before / TreeNodes.Width; block++)
        {
            KeepLeaves(connection, block);
        }

        Set(connection, "UPDATE ledger_pruned SET before = ?1", before);
        Set(connection, "DELETE FROM ledger WHERE idx < ?1", before);
        Set(connection, "DELETE FROM ledger_blocks WHERE block < ?1", before / TimeBlocks.Size);
        Set(connection, "DELETE FROM ledger_columns WHERE block < ?1", before / TimeBlocks.Size);
        return before - pruned;
    }

    /// <summary>The index before which all entries are older than a time, in whole blocks.</summary>
    internal static long Older(Connection connection, long before)
    {
        using var use = connection.Prepare(
            "SELECT coalesce((SELECT min(block) FROM ledger_blocks WHERE latest >= ?1), (SELECT max(block) + 1 FROM ledger_blocks), 0)");
        var bound = use.Statement.Bind(1, before).Step() ? use.Statement.Int(0) * TimeBlocks.Size : 0;

        // What cannot be undone goes by the entries' own times, not by what was noted of them.
        using var young = connection.Prepare("SELECT min(idx) FROM ledger WHERE idx < ?1 AND at >= ?2");
        return young.Statement.Bind(1, bound).Bind(2, before).Step() && young.Statement.IntOrNull(0) is { } first ? first / TimeBlocks.Size * TimeBlocks.Size : bound;
    }

    private static unsafe void KeepLeaves(Connection connection, long block)
    {
        var hashes = TreeNodes.Read(connection, 0, block * TreeNodes.Width, TreeNodes.Width);
        if (hashes.Length < TreeNodes.Width * TreeHash.Size)
        {
            throw new StoreException($"{connection.Path}: entries are missing before {(block + 1) * TreeNodes.Width}: a damaged log is not pruned");
        }

        using var use = connection.Prepare("INSERT INTO ledger_leaves (block, hashes) VALUES (?1, ?2)");
        fixed (byte* start = hashes)
        {
            use.Statement.Bind(1, block).BindPinned(2, start, hashes.Length).Run();
        }
    }

    private static void Set(Connection connection, string sql, long value)
    {
        using var use = connection.Prepare(sql);
        use.Statement.Bind(1, value).Run();
    }
}
