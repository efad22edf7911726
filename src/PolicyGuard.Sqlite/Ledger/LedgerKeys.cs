using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// The keys of entries and their numbers. A key keeps its number for ever, so what was read once stays in memory; who invents agents by the
/// million makes it be read anew.
/// </summary>
internal sealed class LedgerKeys
{
    private const int Most = 200_000;

    private readonly Lock _gate = new();
    private List<LedgerKey> _known = [];

    /// <summary>All keys, by their numbers less one.</summary>
    internal IReadOnlyList<LedgerKey> Read(Connection connection)
    {
        List<LedgerKey> keys;
        lock (_gate)
        {
            keys = _known;
        }

        var more = new List<LedgerKey>();
        using (var use = connection.Prepare("SELECT kind, agent, action_type, effect, reason FROM ledger_keys WHERE id > ?1 ORDER BY id"))
        {
            use.Statement.Bind(1, keys.Count);
            while (use.Statement.Step())
            {
                more.Add(Key(use.Statement, 0));
            }
        }

        if (more.Count == 0)
        {
            return keys;
        }

        // Never in place: others may be reading the list.
        List<LedgerKey> all = [.. keys, .. more];
        if (all.Count <= Most)
        {
            lock (_gate)
            {
                _known = all.Count > _known.Count ? all : _known;
            }
        }

        return all;
    }

    /// <summary>The number of a key, given to it where it has none; inside a write.</summary>
    internal static int Number(Connection connection, LedgerKey key)
    {
        using (var find = connection.Prepare("SELECT id FROM ledger_keys WHERE kind = ?1 AND agent = ?2 AND action_type = ?3 AND effect = ?4 AND reason = ?5"))
        {
            if (Bind(find.Statement, key).Step())
            {
                return (int)find.Statement.Int(0);
            }
        }

        // Numbers have no gaps: only one process writes at a time, and what it undoes is undone whole.
        using var insert = connection.Prepare(
            "INSERT INTO ledger_keys (id, kind, agent, action_type, effect, reason) SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM ledger_keys RETURNING id");
        Bind(insert.Statement, key).Step();
        var number = (int)insert.Statement.Int(0);
        insert.Statement.Run();
        return number;
    }

    /// <summary>The key in five columns from one on; what is absent is empty.</summary>
    internal static LedgerKey Key(Statement row, int first) => new(
        (EntryKind)row.Int(first), row.Text(first + 1), row.Text(first + 2), row.Text(first + 3), row.Text(first + 4));

    private static Statement Bind(Statement statement, LedgerKey key) => statement
        .Bind(1, (int)key.Kind).Bind(2, key.Agent).Bind(3, key.ActionType).Bind(4, key.Effect).Bind(5, key.Reason);
}
