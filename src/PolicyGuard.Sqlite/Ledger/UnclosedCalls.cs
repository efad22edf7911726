using System.Collections;
using System.Text.Json;
using PolicyGuard.Ledger;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>
/// Finds the opened entries that no closed one speaks of. What kind an entry is comes from the columns, which calls belong together from the
/// index over call ids; the entries themselves are hardly read. Two bits of memory for each entry of the log.
/// </summary>
internal static class UnclosedCalls
{
    /// <summary>Their indexes, the newest first.</summary>
    /// <param name="connection">A snapshot.</param>
    /// <param name="keys">The known keys.</param>
    /// <param name="since">Opened at or after this time.</param>
    internal static List<long> Find(Connection connection, IReadOnlyList<LedgerKey> keys, DateTimeOffset? since)
    {
        var end = checked((int)connection.Number("SELECT coalesce(max(idx) + 1, 0) FROM ledger"));
        var opened = Kind(connection, keys, EntryKind.Opened, since, end);
        if (!opened.HasAnySet())
        {
            return [];
        }

        var closed = Kind(connection, keys, EntryKind.Closed, null, end);
        var found = new List<long>();
        var call = new Call(connection, found);
        using (var use = connection.PrepareOnce("SELECT call_id, idx FROM ledger INDEXED BY ledger_call WHERE call_id IS NOT NULL ORDER BY call_id, idx"))
        {
            while (use.Statement.Step())
            {
                var index = use.Statement.Int(1);
                var (opens, closes) = (opened[(int)index], closed[(int)index]);
                if (opens || closes)
                {
                    call.See(use.Statement.BlobSpan(0), index, opens);
                }
            }
        }

        call.End();
        found.Sort(static (a, b) => b.CompareTo(a));
        return found;
    }

    private static BitArray Kind(Connection connection, IReadOnlyList<LedgerKey> keys, EntryKind kind, DateTimeOffset? since, int end)
    {
        var wanted = new bool[keys.Count + 1];
        for (var i = 0; i < keys.Count; i++)
        {
            wanted[i + 1] = keys[i].Kind == kind;
        }

        var bits = new BitArray(end);
        SqliteLedgerIndex.Span(
            connection, keys.Count, since, null,
            (block, column) =>
            {
                var numbers = LedgerColumns.Numbers(column);
                for (var i = 0; i < numbers.Length; i++)
                {
                    if (wanted[numbers[i]])
                    {
                        bits[(int)((block * TimeBlocks.Size) + i)] = true;
                    }
                }
            },
            (index, key) => bits[(int)index] |= key.Kind == kind);
        return bits;
    }

    /// <summary>The entries of one call, which follow each other.</summary>
    private sealed class Call(Connection connection, List<long> found)
    {
        private readonly List<long> _opened = [];
        private readonly List<long> _closed = [];
        private byte[] _id = [];

        internal void See(ReadOnlySpan<byte> id, long index, bool opens)
        {
            if (!id.SequenceEqual(_id))
            {
                End();
                _id = id.ToArray();
            }

            (opens ? _opened : _closed).Add(index);
        }

        internal void End()
        {
            // One call, one id, one outcome: usual. Where an id stands more than once, the outcomes say which they are of.
            if (_opened.Count > 0 && _closed.Count == 0)
            {
                found.AddRange(_opened);
            }
            else if (_opened.Count > 1)
            {
                var told = _closed.Select(Told).ToHashSet();
                found.AddRange(_opened.Where(index => !told.Contains(index)));
            }

            _opened.Clear();
            _closed.Clear();
        }

        private long Told(long index)
        {
            using var use = connection.PrepareOnce("SELECT json FROM ledger WHERE idx = ?1");
            if (!use.Statement.Bind(1, index).Step())
            {
                return -1;
            }

            try
            {
                using var entry = JsonDocument.Parse(use.Statement.Blob(0));
                return entry.RootElement.ValueKind == JsonValueKind.Object && entry.RootElement.TryGetProperty("opened", out var opened) && opened.TryGetInt64(out var at) ? at : -1;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return -1;
            }
        }
    }
}
