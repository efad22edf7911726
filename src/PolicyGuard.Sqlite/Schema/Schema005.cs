using PolicyGuard.Sqlite.Registry;

namespace PolicyGuard.Sqlite.Schema;

/// <summary>What a reader takes each agent's id for: one agent to each. Agents that looked alike before stay; the first has the skeleton.</summary>
internal static class Schema005
{
    internal static readonly Migration Migration = new(
        5,
        ["CREATE TABLE agent_skeletons (skeleton TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT"],
        AgentSkeletons.TakeAll);
}
