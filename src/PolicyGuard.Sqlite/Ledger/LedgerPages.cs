using System.Text;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>Answers one query page by page; between pages it holds nothing but the bounds of what is left.</summary>
internal sealed class LedgerPages
{
    private const int MostEntries = 256;
    private const int MostBytes = 1024 * 1024;

    private readonly LedgerQuery _query;
    private long _left;
    private long _from;
    private long _before = -1;

    internal LedgerPages(LedgerQuery query)
    {
        _query = query;
        _left = query.Limit;
    }

    /// <summary>Whether everything was read.</summary>
    internal bool AtEnd { get; private set; }

    /// <summary>The next page.</summary>
    internal List<StoredEntry> Next(Connection connection)
    {
        if (_before < 0)
        {
            (_from, _before) = TimeBlocks.Bounds(connection, _query.Since, _query.Until);
            _from = Math.Max(_from, (_query.AfterIndex ?? -1) + 1);
        }

        var entries = new List<StoredEntry>();
        var bytes = 0L;
        var wanted = Math.Min(_left, MostEntries);
        using var use = connection.PrepareOnce(Sql());
        var statement = Bind(use.Statement, wanted);
        while (bytes < MostBytes && statement.Step())
        {
            var entry = new StoredEntry(statement.Int(0), statement.Blob(1), statement.Blob(2)) { Sealed = _query.WithSealed ? statement.Blob(3) : default };
            entries.Add(entry);
            bytes += entry.Json.Length;
            (_from, _before) = _query.NewestFirst ? (_from, entry.Index) : (entry.Index + 1, _before);
        }

        _left -= entries.Count;
        AtEnd = _left == 0 || (entries.Count < wanted && bytes < MostBytes);
        return entries;
    }

    private string Sql()
    {
        var sql = new StringBuilder($"SELECT idx, json, leaf_hash{(_query.WithSealed ? ", sealed" : "")} FROM ledger WHERE idx >= ?1 AND idx < ?2");
        Add(_query.Since, " AND at >= ?3");
        Add(_query.Until, " AND at < ?4");
        Add(_query.Agent, " AND agent = ?5");
        Add(_query.Target, " AND target = ?6");
        Add(_query.ActionType, " AND action_type = ?7");
        Add(_query.Effect, " AND effect = ?8");
        Add(_query.Kind, " AND kind = ?9");
        Add(_query.CallId, " AND call_id = ?10");
        Add(_query.Reason, " AND reason = ?11");
        return sql.Append(_query.NewestFirst ? " ORDER BY idx DESC" : " ORDER BY idx").Append(" LIMIT ?12").ToString();

        void Add(object? filter, string condition)
        {
            if (filter is not null)
            {
                sql.Append(condition);
            }
        }
    }

    private Statement Bind(Statement statement, long wanted)
    {
        statement.Bind(1, _from).Bind(2, _before).Bind(12, wanted);
        BindFilters(statement);
        return statement;
    }

    private void BindFilters(Statement statement)
    {
        BindTime(3, _query.Since);
        BindTime(4, _query.Until);
        BindText(5, _query.Agent);
        BindText(6, _query.Target);
        BindText(7, _query.ActionType);
        BindText(8, _query.Effect);
        BindText(10, _query.CallId);
        BindText(11, _query.Reason);
        if (_query.Kind is { } kind)
        {
            statement.Bind(9, (int)kind);
        }

        void BindTime(int index, DateTimeOffset? value)
        {
            if (value is { } at)
            {
                statement.Bind(index, Moment.Store(at));
            }
        }

        void BindText(int index, string? value)
        {
            if (value is not null)
            {
                statement.Bind(index, value);
            }
        }
    }
}
