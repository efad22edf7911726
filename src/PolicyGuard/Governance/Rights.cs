namespace PolicyGuard.Governance;

/// <summary>What somebody may do to the registry, the policies and the log. Nothing here speaks of tool calls: those the gate decides.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ask what would be decided.</summary>
    Ask = 1,

    /// <summary>Report an incident. To suspend somebody by it needs <see cref="Tighten"/>.</summary>
    Report = 2,

    /// <summary>Read the audit log, compliance, agents, policies, incidents.</summary>
    Read = 4,

    /// <summary>Create, and make stricter: register an agent, lower its trust, narrow its lists, suspend it; add or tighten a policy.</summary>
    Tighten = 8,

    /// <summary>Make looser: raise the trust of an agent that exists, widen its lists, reinstate it; loosen, disable or roll back a policy.</summary>
    Loosen = 16,

    /// <summary>Answer approvals, acknowledge and resolve incidents.</summary>
    Approve = 32,

    /// <summary>Create and revoke API keys.</summary>
    Keys = 64,

    /// <summary>Everything.</summary>
    All = Ask | Report | Read | Tighten | Loosen | Approve | Keys,
}
