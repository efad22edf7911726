namespace PolicyGuard.Gateway.Mcp;

/// <summary>Notifications that the gateway acts on beside those that the reader knows.</summary>
internal static class MoreMethods
{
    /// <summary>An upstream's tools changed.</summary>
    public const string ToolsChanged = "notifications/tools/list_changed";

    /// <summary>An upstream's prompts changed.</summary>
    public const string PromptsChanged = "notifications/prompts/list_changed";

    /// <summary>An upstream's resources changed.</summary>
    public const string ResourcesChanged = "notifications/resources/list_changed";

    /// <summary>A subscription was taken; the first message of its stream.</summary>
    public const string SubscriptionTaken = "notifications/subscriptions/acknowledged";

    /// <summary>A resource changed; <c>params.uri</c> names it.</summary>
    public const string ResourceUpdated = "notifications/resources/updated";

    /// <summary>How a task stands (2025-11-25).</summary>
    public const string TaskStatus = "notifications/tasks/status";

    /// <summary>The client's roots changed.</summary>
    public const string RootsChanged = "notifications/roots/list_changed";
}
