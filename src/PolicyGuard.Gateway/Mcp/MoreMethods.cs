namespace PolicyGuard.Gateway.Mcp;

/// <summary>Notifications that the gateway acts on beside those that the reader knows.</summary>
internal static class MoreMethods
{
    /// <summary>An upstream's tools changed.</summary>
    public const string ToolsChanged = "notifications/tools/list_changed";

    /// <summary>A resource changed; <c>params.uri</c> names it.</summary>
    public const string ResourceUpdated = "notifications/resources/updated";

    /// <summary>The client's roots changed.</summary>
    public const string RootsChanged = "notifications/roots/list_changed";
}
