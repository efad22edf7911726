using System.Buffers.Binary;
using System.Runtime.InteropServices;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// For each complete block of the ledger the numbers of its entries' keys, in order: 4 KiB that say what otherwise takes reading a megabyte of
/// entries. Made when somebody first counts, never while appending.
/// </summary>
internal static class LedgerColumns
{
    private const string Keys = "SELECT idx, kind, coalesce(agent, ''), coalesce(action_type, ''), coalesce(effect, ''), reason FROM ledger";

    /// <summary>Complete blocks that have no column yet, the oldest first.</summary>
    internal static List<long> Missing(Connection connection, int most)
    {
        var blocks = new List<long>();
        using var use = connection.Prepare("SELECT block FROM ledger_blocks WHERE block NOT IN (SELECT block FROM ledger_columns) ORDER BY block LIMIT ?1");
        use.Statement.Bind(1, most);
        while (use.Statement.Step())
        {
            blocks.Add(use.Statement.Int(0));
        }

        return blocks;
    }

    /// <summary>The keys of a block's entries, in order.</summary>
    internal static LedgerKey[] Entries(Connection connection, long block)
    {
        var keys = new LedgerKey[TimeBlocks.Size];
        var same = new Dictionary<LedgerKey, LedgerKey>();
        using var use = connection.Prepare($"{Keys} WHERE idx >= ?1 AND idx < ?2 ORDER BY idx");
        use.Statement.Bind(1, block * TimeBlocks.Size).Bind(2, (block + 1) * TimeBlocks.Size);
        for (var i = 0; use.Statement.Step(); i++)
        {
            var key = LedgerKeys.Key(use.Statement, 1);
            keys[i] = CollectionsMarshal.GetValueRefOrAddDefault(same, key, out _) ??= key;
        }

        return keys;
    }

    /// <summary>Keeps a block's column; inside a write. Whoever was faster kept the same.</summary>
    internal static unsafe void Keep(Connection connection, long block, LedgerKey[] entries, Dictionary<LedgerKey, int> numbers)
    {
        var column = new byte[TimeBlocks.Size * sizeof(int)];
        for (var i = 0; i < entries.Length; i++)
        {
            if (!numbers.TryGetValue(entries[i], out var number))
            {
                numbers.Add(entries[i], number = LedgerKeys.Number(connection, entries[i]));
            }

            BinaryPrimitives.WriteInt32LittleEndian(column.AsSpan(i * sizeof(int)), number);
        }

        using var use = connection.Prepare("INSERT OR IGNORE INTO ledger_columns (block, keys) VALUES (?1, ?2)");
        fixed (byte* start = column)
        {
            use.Statement.Bind(1, block).BindPinned(2, start, column.Length).Run();
        }
    }

    /// <summary>Entries one by one, where no column speaks for them: the newest first.</summary>
    internal static void Walk(Connection connection, long from, long before, long since, long until, Action<long, LedgerKey> see)
    {
        using var use = connection.Prepare($"{Keys} WHERE idx >= ?1 AND idx < ?2 AND at >= ?3 AND at < ?4 ORDER BY idx DESC");
        use.Statement.Bind(1, from).Bind(2, before).Bind(3, since).Bind(4, until);
        while (use.Statement.Step())
        {
            see(use.Statement.Int(0), LedgerKeys.Key(use.Statement, 1));
        }
    }

    /// <summary>Whether a column is whole and speaks of known keys only. One that is not was damaged, and the entries are asked instead.</summary>
    internal static bool IsSound(ReadOnlySpan<byte> column, int keys)
    {
        if (column.Length != TimeBlocks.Size * sizeof(int))
        {
            return false;
        }

        foreach (var number in Numbers(column))
        {
            if (number < 1 || number > keys)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The numbers in a column.</summary>
    internal static ReadOnlySpan<int> Numbers(ReadOnlySpan<byte> column) => BitConverter.IsLittleEndian
        ? MemoryMarshal.Cast<byte, int>(column)
        : throw new PlatformNotSupportedException("columns are little-endian");
}
