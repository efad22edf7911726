using System.Collections.Concurrent;
using PolicyGuard.Flows;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>
/// The paths of flows in SQLite. A write survives a killed process. It comes before the call's own entry in the same log, so a call whose entry
/// survives power loss has its move there too.
/// </summary>
internal sealed class SqliteIntentPaths(RegistryAccess registry, TimeProvider clock) : IIntentPathStore
{
    private const int AtOnce = 200;
    private const int MostParsed = 1024;
    private const string Count = "SELECT count(*) FROM intent_paths";

    // What a version holds never changes: a path that was read before is not read into names again.
    private readonly ConcurrentDictionary<string, StoredPath> _parsed = new(StringComparer.Ordinal);

    public ValueTask<StoredPath> ReadAsync(FlowKey flow, CancellationToken ct = default) =>
        ValueTask.FromResult(registry.Read(connection => Find(connection, flow.ToString()), ct));

    public async ValueTask<bool> TryWriteAsync(FlowKey flow, long version, IntentPath next, CancellationToken ct = default)
    {
        var now = clock.GetUtcNow();
        var bytes = next.ToBytes();
        var outcome = await registry.ChangeQuietlyAsync(
            connection => version == 0 ? Insert(connection, flow.ToString(), bytes, now) : Update(connection, flow.ToString(), version, bytes, now), ct).ConfigureAwait(false);
        return outcome != Outcome.Full
            ? outcome == Outcome.Written
            : throw new RegistryException($"{IntentPathBounds.MostFlows} flows are remembered, and each was used within the last {IntentPathBounds.Busy.TotalHours:0} hours") { IsFull = true };
    }

    private StoredPath Find(Connection connection, string flow)
    {
        using var use = connection.Prepare("SELECT path, version, written_at FROM intent_paths WHERE flow = ?1");
        if (!use.Statement.Bind(1, flow).Step())
        {
            return StoredPath.Nothing;
        }

        var version = use.Statement.Int(1);
        if (_parsed.TryGetValue(flow, out var known) && known.Version == version)
        {
            return known;
        }

        try
        {
            var stored = new StoredPath(IntentPath.FromBytes(use.Statement.BlobSpan(0)), version, Moment.Load(use.Statement.Int(2)));
            if (_parsed.Count >= MostParsed)
            {
                _parsed.Clear();
            }

            return _parsed[flow] = stored;
        }
        catch (FormatException fault)
        {
            throw new RegistryException($"the path of the flow {flow} cannot be read: {fault.Message}", fault);
        }
    }

    private static Outcome Insert(Connection connection, string flow, byte[] path, DateTimeOffset now)
    {
        Forget(connection, now - IntentPathBounds.Kept);

        // Counting reads an index from end to end. Where it finds no room the number stays, so the next one counts again.
        if (Number(connection, "SELECT coalesce(max(rowid), 0) FROM intent_paths") % IntentPathBounds.Slack == 0 && Number(connection, Count) >= IntentPathBounds.MostFlows)
        {
            Forget(connection, now - IntentPathBounds.Busy);
            if (Number(connection, Count) >= IntentPathBounds.MostFlows)
            {
                return Outcome.Full;
            }
        }

        return Run(connection, "INSERT INTO intent_paths (flow, version, written_at, path) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", flow, StoredPath.NextVersion(0, now), path, now);
    }

    private static Outcome Update(Connection connection, string flow, long version, byte[] path, DateTimeOffset now) => Run(
        connection, "UPDATE intent_paths SET version = ?2, written_at = ?3, path = ?4 WHERE flow = ?1 AND version = ?5", flow, StoredPath.NextVersion(version, now), path, now, version);

    private static unsafe Outcome Run(Connection connection, string sql, string flow, long version, byte[] path, DateTimeOffset now, long? read = null)
    {
        using var use = connection.Prepare(sql);
        fixed (byte* start = path)
        {
            use.Statement.Bind(1, flow).Bind(2, version).Bind(3, Moment.Store(now)).BindPinned(4, start, path.Length);
            if (read is { } before)
            {
                use.Statement.Bind(5, before);
            }

            use.Statement.Run();
        }

        return connection.Changes == 1 ? Outcome.Written : Outcome.Changed;
    }

    private static void Forget(Connection connection, DateTimeOffset before)
    {
        using var use = connection.Prepare("DELETE FROM intent_paths WHERE rowid IN (SELECT rowid FROM intent_paths WHERE written_at < ?1 ORDER BY written_at LIMIT ?2)");
        use.Statement.Bind(1, Moment.Store(before)).Bind(2, AtOnce).Run();
    }

    private static long Number(Connection connection, string sql)
    {
        using var use = connection.Prepare(sql);
        return use.Statement.Step() ? use.Statement.Int(0) : 0;
    }

    private enum Outcome
    {
        Written,
        Changed,
        Full,
    }
}
