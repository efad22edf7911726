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

    /// <summary>It is about a task: only for who started it; its result, input and end are judged as the call that it is.</summary>
    Task,

    /// <summary>It passes without a rule being asked, unless its agent is suspended.</summary>
    Standing,

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
    /// <summary>Asks how a task stands.</summary>
    public const string TasksGet = "tasks/get";

    /// <summary>Takes a task's result (2025-11-25).</summary>
    public const string TasksResult = "tasks/result";

    /// <summary>Lists the tasks of a session (2025-11-25).</summary>
    public const string TasksList = "tasks/list";

    /// <summary>Ends a task.</summary>
    public const string TasksCancel = "tasks/cancel";

    /// <summary>Gives a task input (the extension of 2026-07-28).</summary>
    public const string TasksUpdate = "tasks/update";

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

        // Tasks: calls that go on after they were answered.
        [TasksGet] = (Treatment.Task, CallKind.Method),
        [TasksResult] = (Treatment.Task, CallKind.Method),
        [TasksList] = (Treatment.Task, CallKind.Method),
        [TasksCancel] = (Treatment.Task, CallKind.Method),
        [TasksUpdate] = (Treatment.Task, CallKind.Method),

        // Passing unless the agent is suspended: they make an upstream do something, but what no rule speaks of.
        [RpcMethods.LoggingSetLevel] = (Treatment.Standing, default),
        [RpcMethods.SubscriptionsListen] = (Treatment.Standing, default),

        // Passing: agreements about the connection, and a sign of life. They carry nobody's data, and a suspended agent has to be able to
        // connect to be told that it is.
        [RpcMethods.Initialize] = (Treatment.Pass, default),
        [RpcMethods.ServerDiscover] = (Treatment.Pass, default),
        [RpcMethods.Ping] = (Treatment.Pass, default),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (Treatment Treatment, CallKind Kind)> Upstream = new Dictionary<string, (Treatment, CallKind)>
    {
        // An upstream that wants something of the client's model, user or files is a call too.
        [RpcMethods.SamplingCreateMessage] = (Treatment.Call, CallKind.Sampling),
        [RpcMethods.ElicitationCreate] = (Treatment.Call, CallKind.Elicitation),
        [RpcMethods.RootsList] = (Treatment.Call, CallKind.Method),

        [RpcMethods.Ping] = (Treatment.Pass, default),

        // The client's own tasks, begun by calls of the kinds above; what they bring is written down.
        [TasksGet] = (Treatment.Pass, default),
        [TasksResult] = (Treatment.Pass, default),
        [TasksList] = (Treatment.Pass, default),
        [TasksCancel] = (Treatment.Pass, default),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What a client tells a server. All else that is called a notification is a call: nobody knows what it does.
    private static readonly FrozenSet<string> Told = FrozenSet.Create(
        StringComparer.Ordinal, RpcMethods.Initialized, RpcMethods.Cancelled, RpcMethods.Progress, MoreMethods.RootsChanged, MoreMethods.TaskStatus);

    /// <summary>Whether a client's notification is one of MCP's, which carries no call.</summary>
    public static bool IsTold(string notification) => Told.Contains(notification);

    /// <summary>Whether a notification passes, in either direction: all of MCP's do, and none carries a call.</summary>
    public static bool Passes(string notification) => notification.StartsWith("notifications/", StringComparison.Ordinal);

    /// <summary>What is done with a client's request.</summary>
    public static (Treatment Treatment, CallKind Kind) FromClient(string method) => Client.GetValueOrDefault(method, (Treatment.Unknown, CallKind.Method));

    /// <summary>What is done with an upstream's request.</summary>
    public static (Treatment Treatment, CallKind Kind) FromUpstream(string method) => Upstream.GetValueOrDefault(method, (Treatment.Unknown, CallKind.Method));
}
