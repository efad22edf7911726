using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>What counts towards an agent's suspension, by the second.</summary>
internal static class IncidentStrikes
{
    internal static void Add(Connection connection, string agent, DateTimeOffset at)
    {
        var second = at.ToUnixTimeSeconds();
        using (var use = connection.Prepare(
            "INSERT INTO incident_strikes (agent, second, n) VALUES (?1, ?2, 1) ON CONFLICT (agent, second) DO UPDATE SET n = n + 1"))
        {
            use.Statement.Bind(1, agent).Bind(2, second).Run();
        }

        using var old = connection.Prepare("DELETE FROM incident_strikes WHERE second < ?1");
        old.Statement.Bind(1, second - (long)IncidentBounds.Strikes.TotalSeconds).Run();
    }

    internal static long Count(Connection connection, string agent, DateTimeOffset since)
    {
        using var use = connection.Prepare("SELECT coalesce(sum(n), 0) FROM incident_strikes WHERE agent = ?1 AND second >= ?2");
        return use.Statement.Bind(1, agent).Bind(2, since.ToUnixTimeSeconds()).Step() ? use.Statement.Int(0) : 0;
    }
}
