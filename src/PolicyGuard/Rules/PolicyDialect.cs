namespace PolicyGuard.Rules;

/// <summary>The language in which a policy is written. Each is recognised by its own keys.</summary>
public enum PolicyDialect
{
    /// <summary>Our own: <c>policyguard: 1</c>.</summary>
    Native,

    /// <summary>Governance JSON, as <c>create_policy</c> takes it: <c>rules[].condition.tool_pattern</c>.</summary>
    Governance,

    /// <summary>MCPGuard YAML: <c>rules[].tool_patterns</c>, regular expressions.</summary>
    McpGuard,
}

/// <summary>How the rules of one policy set make one answer.</summary>
public enum Combine
{
    /// <summary>All matching rules count; the strictest effect wins; priority orders the messages.</summary>
    Strictest,

    /// <summary>The first matching rule decides, the one with the highest priority first.</summary>
    FirstMatch,
}
