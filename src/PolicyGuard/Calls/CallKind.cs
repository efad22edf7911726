namespace PolicyGuard.Calls;

/// <summary>What a call asks for. Everything that crosses the gate is a call of some kind.</summary>
public enum CallKind
{
    /// <summary>An MCP <c>tools/call</c>, or a function of an agent in process.</summary>
    Tool,

    /// <summary>An MCP <c>resources/read</c> or subscription; the target is the URI.</summary>
    Resource,

    /// <summary>An MCP <c>prompts/get</c>; the target is the prompt's name.</summary>
    Prompt,

    /// <summary>An MCP <c>completion/complete</c>; the target is the prompt's name or the resource template.</summary>
    Completion,

    /// <summary>An upstream asks the client's model for text (MCP <c>sampling/createMessage</c>); the target is the upstream.</summary>
    Sampling,

    /// <summary>An upstream asks the user for input (MCP <c>elicitation/create</c>); the target is the upstream.</summary>
    Elicitation,

    /// <summary>A listing of tools, resources or prompts, filtered by what the caller may call.</summary>
    List,

    /// <summary>A method that the protocol reader does not know and the operator lets pass; the target is the method.</summary>
    Method,

    /// <summary>An action described to the governance server, of the type that the agent names.</summary>
    Action,
}

/// <summary>The <c>action_type</c> words that rules compare.</summary>
public static class ActionTypes
{
    /// <summary>The action type of a kind; a governance action carries its own.</summary>
    public static string Of(CallKind kind) => kind switch
    {
        CallKind.Tool => "tool_call",
        CallKind.Resource => "resource_access",
        CallKind.Prompt => "prompt_get",
        CallKind.Completion => "completion",
        CallKind.Sampling => "sampling",
        CallKind.Elicitation => "elicitation",
        CallKind.List => "list",
        CallKind.Method => "method",
        _ => "action",
    };
}
