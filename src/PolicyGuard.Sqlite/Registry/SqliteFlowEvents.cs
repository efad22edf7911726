using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// What happened in flows, in SQLite: one row and one commit for each event. It survives a killed process and not power loss: after that the
/// conversation is gone too.
/// </summary>
internal sealed class SqliteFlowEvents(RegistryAccess registry, TimeProvider clock) : IFlowEvents
{
    /// <summary>The most events of one pool; the oldest go first.</summary>
    internal const int MostEvents = 2_000;

    // Clearing up takes a look at an index; it need not be taken each time.
    private const int Every = 64;

    private long Now => Moment.Store(clock.GetUtcNow());

    public ValueTask<long> AppendAsync(StoredFlowEvent flowEvent, CancellationToken ct = default) =>
        registry.ChangeAsync(survivesPowerLoss: false, connection => Append(connection, flowEvent), ct, isQuiet: true);

    public ValueTask<IReadOnlyList<StoredFlowEvent>> ReadAsync(string pool, long after, CancellationToken ct = default) => ValueTask.FromResult(registry.Read(
        connection =>
        {
            List<StoredFlowEvent>? events = null;
            using var use = connection.Prepare("SELECT seq, flow, writer, at, expires_at, event FROM flow_events WHERE pool = ?2 AND seq > ?3 AND expires_at > ?1 ORDER BY seq");
            use.Statement.Bind(1, Now).Bind(2, pool).Bind(3, after);
            while (use.Statement.Step())
            {
                var row = use.Statement;
                (events ??= []).Add(new StoredFlowEvent(pool, row.Text(1), row.Text(2), Moment.Load(row.Int(3)), Moment.Load(row.Int(4)), row.Blob(5)) { Sequence = row.Int(0) });
            }

            return events ?? (IReadOnlyList<StoredFlowEvent>)[];
        },
        ct));

    private unsafe long Append(Connection connection, StoredFlowEvent flowEvent)
    {
        long sequence;
        using (var insert = connection.Prepare("INSERT INTO flow_events (pool, flow, writer, at, expires_at, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING seq"))
        {
            fixed (byte* bytes = flowEvent.Event.Span)
            {
                insert.Statement
                    .Bind(1, flowEvent.Pool).Bind(2, flowEvent.Flow).Bind(3, flowEvent.Writer).Bind(4, Moment.Store(flowEvent.At))
                    .Bind(5, Moment.Store(flowEvent.ExpiresAt)).BindPinned(6, bytes, flowEvent.Event.Length).Step();
                sequence = insert.Statement.Int(0);
                while (insert.Statement.Step())
                {
                }
            }
        }

        if (sequence % Every == 0)
        {
            using (var expired = connection.Prepare("DELETE FROM flow_events WHERE expires_at <= ?1"))
            {
                expired.Statement.Bind(1, Now).Run();
            }

            using var crowded = connection.Prepare("DELETE FROM flow_events WHERE pool = ?1 AND seq <= (SELECT seq FROM flow_events WHERE pool = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)");
            crowded.Statement.Bind(1, flowEvent.Pool).Bind(2, MostEvents).Run();
        }

        return sequence;
    }
}
