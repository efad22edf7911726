namespace PolicyGuard.Calls;

/// <summary>The MCP methods that the reader and the gate know by name, over all revisions.</summary>
public static class RpcMethods
{
    /// <summary>Calls a tool; <c>params.name</c> names it.</summary>
    public const string ToolsCall = "tools/call";

    /// <summary>Lists tools.</summary>
    public const string ToolsList = "tools/list";

    /// <summary>Gets a prompt; <c>params.name</c> names it.</summary>
    public const string PromptsGet = "prompts/get";

    /// <summary>Lists prompts.</summary>
    public const string PromptsList = "prompts/list";

    /// <summary>Reads a resource; <c>params.uri</c> names it.</summary>
    public const string ResourcesRead = "resources/read";

    /// <summary>Subscribes to a resource.</summary>
    public const string ResourcesSubscribe = "resources/subscribe";

    /// <summary>Ends a subscription.</summary>
    public const string ResourcesUnsubscribe = "resources/unsubscribe";

    /// <summary>Lists resources.</summary>
    public const string ResourcesList = "resources/list";

    /// <summary>Lists resource templates.</summary>
    public const string ResourcesTemplatesList = "resources/templates/list";

    /// <summary>Completes an argument; <c>params.ref</c> names the prompt or the resource template.</summary>
    public const string CompletionComplete = "completion/complete";

    /// <summary>An upstream asks the client's model for text.</summary>
    public const string SamplingCreateMessage = "sampling/createMessage";

    /// <summary>An upstream asks the user for input.</summary>
    public const string ElicitationCreate = "elicitation/create";

    /// <summary>An upstream asks which folders it may use.</summary>
    public const string RootsList = "roots/list";

    /// <summary>Begins a session (revisions up to 2025-11-25).</summary>
    public const string Initialize = "initialize";

    /// <summary>Asks what a server can do (from 2026-07-28).</summary>
    public const string ServerDiscover = "server/discover";

    /// <summary>Asks for a sign of life.</summary>
    public const string Ping = "ping";

    /// <summary>Sets the least severe level that is logged.</summary>
    public const string LoggingSetLevel = "logging/setLevel";

    /// <summary>Opens a stream of notifications (from 2026-07-28).</summary>
    public const string SubscriptionsListen = "subscriptions/listen";

    /// <summary>The client is ready.</summary>
    public const string Initialized = "notifications/initialized";

    /// <summary>A request is no longer wanted; <c>params.requestId</c> names it.</summary>
    public const string Cancelled = "notifications/cancelled";

    /// <summary>A request makes progress; <c>params.progressToken</c> names it.</summary>
    public const string Progress = "notifications/progress";

    /// <summary>A line of log.</summary>
    public const string Message = "notifications/message";

    /// <summary>The prefix that every notification of MCP has, and no request.</summary>
    internal const string NotificationPrefix = "notifications/";

    // The usual ones first.
    private static readonly (byte[] Utf8, string Text)[] Known =
    [
        .. new[]
        {
            ToolsCall, ToolsList, ResourcesRead, PromptsGet, Progress, Ping, Initialize, Initialized, Cancelled, Message, PromptsList,
            ResourcesList, ResourcesTemplatesList, ResourcesSubscribe, ResourcesUnsubscribe, CompletionComplete, SamplingCreateMessage,
            ElicitationCreate, RootsList, ServerDiscover, LoggingSetLevel, SubscriptionsListen,
        }.Select(text => (System.Text.Encoding.UTF8.GetBytes(text), text)),
    ];

    /// <summary>The constant for a method that we know, so that reading it allocates nothing; else null.</summary>
    internal static string? Find(ReadOnlySpan<byte> utf8)
    {
        foreach (var (known, text) in Known)
        {
            if (known.Length == utf8.Length && utf8.SequenceEqual(known))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Whether a method is one of those above.</summary>
    internal static bool IsKnown(string method)
    {
        foreach (var (_, text) in Known)
        {
            if (string.Equals(text, method, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
