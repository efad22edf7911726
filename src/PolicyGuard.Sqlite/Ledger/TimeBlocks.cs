using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// Finds where in the ledger a span of time can lie. Entries are in order of their index and only nearly in order of their time (several
/// processes append, clocks are set back), so for each complete block of entries the earliest and the latest time are kept.
/// </summary>
internal static class TimeBlocks
{
    internal const int Size = 1024;

    /// <summary>Told each append, in its transaction: the last entry of a block completes it.</summary>
    internal static void Appended(Connection connection, long index)
    {
        if ((index + 1) % Size != 0)
        {
            return;
        }

        using var use = connection.Prepare(
            "INSERT INTO ledger_blocks (block, earliest, latest) SELECT ?1, min(at), max(at) FROM ledger WHERE idx >= ?2 AND idx <= ?3");
        use.Statement.Bind(1, index / Size).Bind(2, index + 1 - Size).Bind(3, index).Run();
    }

    /// <summary>Indexes from and before which all entries of a span lie; others may lie between them too.</summary>
    internal static (long From, long Before) Bounds(Connection connection, DateTimeOffset? since, DateTimeOffset? until)
    {
        var end = connection.Number("SELECT coalesce(max(idx) + 1, 0) FROM ledger");
        var tail = connection.Number("SELECT coalesce(max(block) + 1, 0) FROM ledger_blocks") * Size;
        return (
            since is { } from ? From(connection, Moment.Store(from), tail) : 0,
            until is { } before ? Math.Min(end, Before(connection, Moment.Store(before), tail, end)) : end);
    }

    private static long From(Connection connection, long since, long tail)
    {
        using var use = connection.PrepareOnce("SELECT min(block) FROM ledger_blocks WHERE latest >= ?1");
        return use.Statement.Bind(1, since).Step() && use.Statement.IntOrNull(0) is { } block ? block * Size : tail;
    }

    private static long Before(Connection connection, long until, long tail, long end)
    {
        // The entries behind the last complete block are few: look at them.
        using (var last = connection.PrepareOnce("SELECT max(idx) + 1 FROM ledger WHERE idx >= ?1 AND idx < ?2 AND at < ?3"))
        {
            if (last.Statement.Bind(1, tail).Bind(2, end).Bind(3, until).Step() && last.Statement.IntOrNull(0) is { } before)
            {
                return before;
            }
        }

        using var use = connection.PrepareOnce("SELECT max(block) + 1 FROM ledger_blocks WHERE earliest < ?1");
        return use.Statement.Bind(1, until).Step() && use.Statement.IntOrNull(0) is { } block ? block * Size : 0;
    }
}
