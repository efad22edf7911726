using PolicyGuard.Registry;

namespace PolicyGuard.Governance;

/// <summary>An agent after it was registered or changed.</summary>
/// <param name="Agent">The record as it is now.</param>
/// <param name="Created">Whether nobody knew the agent before.</param>
/// <param name="Changes">What is different from before; empty where it already was so.</param>
public sealed record AgentRegistered(Agent Agent, bool Created, IReadOnlyList<AgentChange> Changes);
