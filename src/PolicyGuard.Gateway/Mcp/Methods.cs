using System.Collections.Frozen;
using PolicyGuard.Calls;

namespace PolicyGuard.Gateway.Mcp;

/// <summary>What is done with a request.</summary>
internal enum Treatment
{
    /// <summary>It is a call: the gate decides and records it.</summary>
    Call,

    /// <summary>It is a list: the gate filters and records it.</summary>
    List,

    /// <summary>It passes; nothing is decided about it.</summary>
    Pass,

    /// <summary>It is not known; refused, unless the operator lets it pass, and then it is a call.</summary>
    Unknown,
}

/// <summary>
/// The one table of what passes the gate without a decision, and what does not. A method in neither list is refused with −32601 unless the
/// operator names it in <c>pass_methods</c>; then it is a call of kind <see cref="CallKind.Method"/>.
/// </summary>
internal static class Methods
{
    /// <summary>Lists the tasks of a session (2025-11-25).</summary>
    public const string TasksList = "tasks/list";

    private static readonly FrozenDictionary<string, (Treatment Treatment, CallKind Kind)> Client = new Dictionary<string, (Treatment, CallKind)>
    {
        // Calls: the gate sees each one before the upstream does.
        [RpcMethods.ToolsCall] = (Treatment.Call, CallKind.Tool),
        [RpcMethods.ResourcesRead] = (Treatment.Call, CallKind.Resource),
        [RpcMethods.ResourcesSubscribe] = (Treatment.Call, CallKind.Resource),
        [RpcMethods.ResourcesUnsubscribe] = (Treatment.Call, CallKind.Resource),
        [RpcMethods.PromptsGet] = (Treatment.Call, CallKind.Prompt),
        [RpcMethods.CompletionComplete] = (Treatment.Call, CallKind.Completion),

        // Lists: a caller sees only what it may call.
        [RpcMethods.ToolsList] = (Treatment.List, CallKind.Tool),
        [RpcMethods.ResourcesList] = (Treatment.List, CallKind.Resource),
        [RpcMethods.ResourcesTemplatesList] = (Treatment.List, CallKind.Resource),
        [RpcMethods.PromptsList] = (Treatment.List, CallKind.Prompt),

        // Passing: agreements about the connection, and tasks that were calls when they began.
        [RpcMethods.Initialize] = (Treatment.Pass, default),
        [RpcMethods.ServerDiscover] = (Treatment.Pass, default),
        [RpcMethods.Ping] = (Treatment.Pass, default),
        [RpcMethods.LoggingSetLevel] = (Treatment.Pass, default),
        [RpcMethods.SubscriptionsListen] = (Treatment.Pass, default),
        ["tasks/get"] = (Treatment.Pass, default),
        ["tasks/result"] = (Treatment.Pass, default),
        [TasksList] = (Treatment.Pass, default),
        ["tasks/cancel"] = (Treatment.Pass, default),
        ["tasks/update"] = (Treatment.Pass, default),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (Treatment Treatment, CallKind Kind)> Upstream = new Dictionary<string, (Treatment, CallKind)>
    {
        // An upstream that wants something of the client's model, user or files is a call too.
        [RpcMethods.SamplingCreateMessage] = (Treatment.Call, CallKind.Sampling),
        [RpcMethods.ElicitationCreate] = (Treatment.Call, CallKind.Elicitation),
        [RpcMethods.RootsList] = (Treatment.Call, CallKind.Method),

        [RpcMethods.Ping] = (Treatment.Pass, default),
        ["tasks/get"] = (Treatment.Pass, default),
        ["tasks/result"] = (Treatment.Pass, default),
        [TasksList] = (Treatment.Pass, default),
        ["tasks/cancel"] = (Treatment.Pass, default),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a notification passes, in either direction: all of MCP's do, and none carries a call.</summary>
    public static bool Passes(string notification) => notification.StartsWith("notifications/", StringComparison.Ordinal);

    /// <summary>What is done with a client's request.</summary>
    public static (Treatment Treatment, CallKind Kind) FromClient(string method) => Client.GetValueOrDefault(method, (Treatment.Unknown, CallKind.Method));

    /// <summary>What is done with an upstream's request.</summary>
    public static (Treatment Treatment, CallKind Kind) FromUpstream(string method) => Upstream.GetValueOrDefault(method, (Treatment.Unknown, CallKind.Method));
}
