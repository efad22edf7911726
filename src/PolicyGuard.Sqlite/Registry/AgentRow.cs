using System.Buffers;
using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>An agent as a row.</summary>
internal static class AgentRow
{
    private const int LongestId = 256;

    private const string Columns =
        "id, name, description, trust, allowed_tools, denied_tools, status, suspension_reason, suspended_at, auto_registered, metadata, " +
        "registered_at, updated_at, version, updated_by, update_note";

    /// <summary>Ids are keys and compared exactly, so none may change on its way into the database.</summary>
    /// <exception cref="ArgumentException">Empty, too long, or not valid Unicode.</exception>
    internal static void CheckId(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > LongestId || !IsUnicode(id))
        {
            throw new ArgumentException($"An agent's id has at most {LongestId} characters, each valid Unicode.", nameof(id));
        }
    }

    /// <summary>How many agents there are that nobody registered.</summary>
    internal static long CountSeen(Connection connection)
    {
        using var use = connection.Prepare("SELECT count(*) FROM agents WHERE auto_registered = 1");
        return use.Statement.Step() ? use.Statement.Int(0) : 0;
    }

    internal static Agent? Find(Connection connection, string id)
    {
        using var use = connection.Prepare($"SELECT {Columns} FROM agents WHERE id = ?1");
        return use.Statement.Bind(1, id).Step() ? Read(use.Statement) : null;
    }

    internal static IReadOnlyList<Agent> All(Connection connection)
    {
        var agents = new List<Agent>();
        using var use = connection.Prepare($"SELECT {Columns} FROM agents ORDER BY id");
        while (use.Statement.Step())
        {
            agents.Add(Read(use.Statement));
        }

        return agents;
    }

    /// <summary>The versions of an agent, newest first, the one in force among them.</summary>
    internal static IReadOnlyList<Agent> History(Connection connection, string id, int limit)
    {
        var versions = new List<Agent>();
        using var use = connection.Prepare(
            $"""
            SELECT {Columns} FROM agents WHERE id = ?1
            UNION ALL
            SELECT * FROM (SELECT {Columns} FROM agent_versions WHERE id = ?1 ORDER BY seq DESC LIMIT ?2)
            LIMIT ?2
            """);
        use.Statement.Bind(1, id).Bind(2, limit);
        while (use.Statement.Step())
        {
            versions.Add(Read(use.Statement));
        }

        return versions;
    }

    internal static void Insert(Connection connection, Agent agent)
    {
        using var use = connection.Prepare(
            $"INSERT INTO agents ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
        Bind(use.Statement, agent).Run();
    }

    /// <summary>Replaces the version that was read; false where it is not there any more.</summary>
    internal static bool Update(Connection connection, Agent agent, long readVersion)
    {
        using var use = connection.Prepare(
            """
            UPDATE agents SET name = ?2, description = ?3, trust = ?4, allowed_tools = ?5, denied_tools = ?6, status = ?7,
                suspension_reason = ?8, suspended_at = ?9, auto_registered = ?10, metadata = ?11, registered_at = ?12, updated_at = ?13, version = ?14,
                updated_by = ?15, update_note = ?16
            WHERE id = ?1 AND version = ?17
            """);
        Bind(use.Statement, agent).Bind(17, readVersion).Run();
        return connection.Changes == 1;
    }

    private static Statement Bind(Statement statement, Agent agent) => statement
        .Bind(1, agent.Id)
        .Bind(2, agent.Name)
        .Bind(3, agent.Description)
        .Bind(4, (int)agent.Trust)
        .Bind(5, JsonStrings.Write(agent.AllowedTools))
        .Bind(6, JsonStrings.Write(agent.DeniedTools))
        .Bind(7, (int)agent.Status)
        .Bind(8, agent.SuspensionReason)
        .Bind(9, Moment.Store(agent.SuspendedAt))
        .Bind(10, agent.AutoRegistered ? 1 : 0)
        .Bind(11, agent.Metadata)
        .Bind(12, Moment.Store(agent.RegisteredAt))
        .Bind(13, Moment.Store(agent.UpdatedAt))
        .Bind(14, agent.Version)
        .Bind(15, agent.UpdatedBy)
        .Bind(16, agent.UpdateNote);

    private static Agent Read(Statement row) => new()
    {
        Id = row.Text(0),
        Name = row.Text(1),
        Description = row.Text(2),
        Trust = EnumNumber.Read<TrustLevel>(row.Int(3)),
        AllowedTools = JsonStrings.Read(row.Text(4)),
        DeniedTools = JsonStrings.Read(row.Text(5)),
        Status = EnumNumber.Read<AgentStatus>(row.Int(6)),
        SuspensionReason = row.TextOrNull(7),
        SuspendedAt = Moment.Load(row.IntOrNull(8)),
        AutoRegistered = row.Int(9) != 0,
        Metadata = row.Text(10),
        RegisteredAt = Moment.Load(row.Int(11)),
        UpdatedAt = Moment.Load(row.Int(12)),
        Version = row.Int(13),
        UpdatedBy = row.Text(14),
        UpdateNote = row.TextOrNull(15),
    };

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (System.Text.Rune.DecodeFromUtf16(text, out _, out var read) != OperationStatus.Done)
            {
                return false;
            }

            text = text[read..];
        }

        return true;
    }
}
