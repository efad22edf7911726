using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>An API key as a row.</summary>
internal static class ApiKeyRow
{
    private const string Columns =
        "k.id, hash, role, agent, max_trust, upstreams, note, created_at, created_by, expires_at, revoked_at, revoked_by";

    internal static ApiKey? Find(Connection connection, string id)
    {
        using var use = connection.Prepare($"SELECT {Columns}, NULL FROM api_keys AS k WHERE id = ?1");
        return use.Statement.Bind(1, id).Step() ? Read(use.Statement) : null;
    }

    internal static IReadOnlyList<ApiKey> All(Connection connection)
    {
        var keys = new List<ApiKey>();
        using var use = connection.Prepare($"SELECT {Columns}, u.at FROM api_keys AS k LEFT JOIN api_key_uses AS u ON u.id = k.id ORDER BY seq DESC");
        while (use.Statement.Step())
        {
            keys.Add(Read(use.Statement));
        }

        return keys;
    }

    internal static bool AnyUnrevoked(Connection connection)
    {
        using var use = connection.Prepare("SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL)");
        return !use.Statement.Step() || use.Statement.Int(0) != 0;
    }

    internal static bool AnyOtherUnrevoked(Connection connection, string id)
    {
        using var use = connection.Prepare("SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL AND id <> ?1)");
        return use.Statement.Bind(1, id).Step() && use.Statement.Int(0) != 0;
    }

    internal static void Insert(Connection connection, ApiKey key)
    {
        using var use = connection.Prepare(
            """
            INSERT INTO api_keys (id, hash, role, agent, max_trust, upstreams, note, created_at, created_by, expires_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """);
        use.Statement
            .Bind(1, key.Id)
            .Bind(2, Convert.ToHexStringLower(key.Hash.AsSpan()))
            .Bind(3, key.Role)
            .Bind(4, key.Agent)
            .Bind(5, (long?)key.MaxTrust)
            .Bind(6, JsonStrings.Write(key.Upstreams))
            .Bind(7, key.Note)
            .Bind(8, Moment.Store(key.CreatedAt))
            .Bind(9, key.CreatedBy)
            .Bind(10, Moment.Store(key.ExpiresAt))
            .Run();
    }

    internal static void Revoke(Connection connection, string id, string by, DateTimeOffset at)
    {
        using var use = connection.Prepare("UPDATE api_keys SET revoked_at = ?2, revoked_by = ?3 WHERE id = ?1");
        use.Statement.Bind(1, id).Bind(2, Moment.Store(at)).Bind(3, by).Run();
    }

    internal static void Touch(Connection connection, string id, DateTimeOffset at)
    {
        using var use = connection.Prepare(
            "INSERT INTO api_key_uses (id, at) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET at = max(at, excluded.at)");
        use.Statement.Bind(1, id).Bind(2, Moment.Store(at)).Run();
    }

    private static ApiKey Read(Statement row) => new()
    {
        Id = row.Text(0),
        Hash = Hash(row.Text(1)),
        Role = row.Text(2),
        Agent = row.TextOrNull(3),
        MaxTrust = row.IntOrNull(4) is { } trust ? EnumNumber.Read<TrustLevel>(trust) : null,
        Upstreams = JsonStrings.Read(row.Text(5)),
        Note = row.Text(6),
        CreatedAt = Moment.Load(row.Int(7)),
        CreatedBy = row.Text(8),
        ExpiresAt = Moment.Load(row.IntOrNull(9)),
        RevokedAt = Moment.Load(row.IntOrNull(10)),
        RevokedBy = row.TextOrNull(11),
        LastUsedAt = Moment.Load(row.IntOrNull(12)),
    };

    private static System.Collections.Immutable.ImmutableArray<byte> Hash(string hex)
    {
        try
        {
            return [.. Convert.FromHexString(hex)];
        }
        catch (FormatException)
        {
            throw new SqliteError(Codes.Corrupt, 0, "the hash of a key is not hexadecimal");
        }
    }
}
