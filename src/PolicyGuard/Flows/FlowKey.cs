namespace PolicyGuard.Flows;

/// <summary>Where a flow key came from, strongest first. A key that an agent chose itself can never replace one that was proved.</summary>
public enum FlowKeySource
{
    /// <summary>An authenticated flow id.</summary>
    Authenticated,

    /// <summary>The A2A context id.</summary>
    A2AContext,

    /// <summary>The MCP session.</summary>
    McpSession,

    /// <summary>The caller and an idle window.</summary>
    CallerWindow,
}

/// <summary>The conversation to which a call belongs.</summary>
/// <param name="Source">Where the key came from.</param>
/// <param name="Value">The key; opaque, at most 128 characters.</param>
public readonly record struct FlowKey(FlowKeySource Source, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Source switch
    {
        FlowKeySource.Authenticated => $"flow:{Value}",
        FlowKeySource.A2AContext => $"a2a:{Value}",
        FlowKeySource.McpSession => $"mcp:{Value}",
        _ => $"caller:{Value}",
    };
}
