using System.Runtime.CompilerServices;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Gate;

/// <summary>The tool lists of agents, compiled once per version of an agent's record.</summary>
internal sealed class AgentLists
{
    private readonly ConditionalWeakTable<Agent, Lists> _compiled = [];

    /// <summary>The first denied pattern that meets the name, or null.</summary>
    public string? FirstDenied(Agent agent, CanonicalName name, string? upstream)
    {
        if (agent.DeniedTools.IsEmpty)
        {
            return null;
        }

        var lists = _compiled.GetValue(agent, static a => new Lists(a));
        for (var i = 0; i < lists.Denied.Length; i++)
        {
            if (lists.Denied[i].Matches(name, wide: true, upstream))
            {
                return agent.DeniedTools[i];
            }
        }

        return null;
    }

    /// <summary>Whether the agent has no list of allowed tools, or the name is on it.</summary>
    public bool Allows(Agent agent, CanonicalName name, string? upstream)
    {
        if (agent.AllowedTools.IsEmpty)
        {
            return true;
        }

        foreach (var pattern in _compiled.GetValue(agent, static a => new Lists(a)).Allowed)
        {
            if (pattern.Matches(name, wide: false, upstream))
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Lists(Agent agent)
    {
        public NamePattern[] Allowed { get; } = [.. agent.AllowedTools.Select(NamePattern.OfGlob)];

        public NamePattern[] Denied { get; } = [.. agent.DeniedTools.Select(NamePattern.OfGlob)];
    }
}
