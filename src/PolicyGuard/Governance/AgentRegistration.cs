namespace PolicyGuard.Governance;

/// <summary>A request to register an agent, or to change one. What is null keeps what is stored, and gets its default where nothing is.</summary>
/// <param name="Id">The agent's id.</param>
public sealed record AgentRegistration(string Id)
{
    /// <summary>A name for people; at most 256 characters. Default: the id.</summary>
    public string? Name { get; init; }

    /// <summary>What the agent is for; at most 4096 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The trust level as written. Default <c>medium</c>.</summary>
    public string? Trust { get; init; }

    /// <summary>Globs of tools that it may call, at most 256; empty means no restriction, and so does a lone <c>*</c>.</summary>
    public IReadOnlyList<string>? AllowedTools { get; init; }

    /// <summary>Globs of tools that it may never call, at most 256.</summary>
    public IReadOnlyList<string>? DeniedTools { get; init; }

    /// <summary>A JSON object, at most 16384 bytes.</summary>
    public string? Metadata { get; init; }

    /// <summary>Why, for the history; at most 1024 characters.</summary>
    public string? Note { get; init; }
}
