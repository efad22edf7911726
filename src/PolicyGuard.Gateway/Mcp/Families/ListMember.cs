using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp.Families;

/// <summary>Under which name a list's answer carries its entries.</summary>
internal static class ListMember
{
    /// <summary>The member of the result.</summary>
    public static string Of(string method) => method switch
    {
        RpcMethods.ToolsList => "tools",
        RpcMethods.PromptsList => "prompts",
        RpcMethods.ResourcesTemplatesList => "resourceTemplates",
        _ => "resources",
    };
}
