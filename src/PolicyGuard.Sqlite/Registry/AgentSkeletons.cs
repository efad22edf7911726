using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Registry;

/// <summary>Which agent has which look (<see cref="AgentIds.Skeleton"/>). Asked and taken within the transaction that inserts an agent.</summary>
internal static class AgentSkeletons
{
    /// <summary>The agent that has this id's look already, or null.</summary>
    internal static string? Holder(Connection connection, string id)
    {
        using var use = connection.Prepare("SELECT id FROM agent_skeletons WHERE skeleton = ?1");
        return use.Statement.Bind(1, Of(id)).Step() ? use.Statement.Text(0) : null;
    }

    /// <summary>Gives the id its look; whoever had it before has it no more.</summary>
    internal static void Take(Connection connection, string id)
    {
        using var use = connection.Prepare("INSERT INTO agent_skeletons (skeleton, id) VALUES (?1, ?2) ON CONFLICT (skeleton) DO UPDATE SET id = excluded.id");
        use.Statement.Bind(1, Of(id)).Bind(2, id).Run();
    }

    /// <summary>Gives all agents their looks, the latest first, so that the first keeps its own.</summary>
    internal static void TakeAll(Connection connection)
    {
        var ids = new List<string>();
        using (var use = connection.PrepareOnce("SELECT id FROM agents ORDER BY registered_at DESC, id DESC"))
        {
            while (use.Statement.Step())
            {
                ids.Add(use.Statement.Text(0));
            }
        }

        foreach (var id in ids)
        {
            using var use = connection.PrepareOnce("INSERT OR REPLACE INTO agent_skeletons (skeleton, id) VALUES (?1, ?2)");
            use.Statement.Bind(1, Of(id)).Bind(2, id).Run();
        }
    }

    // The store takes ids that the gate refuses; such a one looks like itself only, and no skeleton begins with a blank.
    private static string Of(string id) => AgentIds.Skeleton(id) ?? $" {id}";
}
