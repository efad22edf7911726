namespace PolicyGuard.Calls;

/// <summary>
/// The closed list of reason ids. Every refusal, failure and decision carries one; <c>docs/reasons.md</c> explains each, and a test holds
/// the two together. An id is never renamed and never reused.
/// </summary>
public static class Reasons
{
    /// <summary>A rule decided.</summary>
    public const string Rule = "policy.rule";

    /// <summary>No rule matched; a default decided.</summary>
    public const string Default = "policy.default";

    /// <summary>The agent is suspended.</summary>
    public const string AgentSuspended = "agent.suspended";

    /// <summary>The tool is on the agent's list of denied tools.</summary>
    public const string AgentDeniedTool = "agent.denied_tool";

    /// <summary>The agent has a list of allowed tools and the tool is not on it.</summary>
    public const string AgentNotAllowedTool = "agent.not_allowed_tool";

    /// <summary>The agent's id is not one that can be registered.</summary>
    public const string AgentInvalid = "agent.invalid";

    /// <summary>The caller did not prove who it is.</summary>
    public const string CallerUnauthenticated = "caller.unauthenticated";

    /// <summary>The caller has not the right to do this to the registry, the policies or the log.</summary>
    public const string AuthorityMissing = "authority.missing";

    /// <summary>The change would make things looser, and no agent does that by a call of its own.</summary>
    public const string AuthorityLoosens = "authority.loosens";

    /// <summary>An API key is needed, and the request carries none.</summary>
    public const string AuthMissing = "auth.missing";

    /// <summary>The credential is not one that we read, or not one that we made.</summary>
    public const string AuthInvalid = "auth.invalid";

    /// <summary>The API key has expired.</summary>
    public const string AuthExpired = "auth.expired";

    /// <summary>The API key was revoked.</summary>
    public const string AuthRevoked = "auth.revoked";

    /// <summary>The API key is not good for this: its role makes no calls, or it reaches other upstreams only.</summary>
    public const string AuthScope = "auth.scope";

    /// <summary>The request for an administrative act makes no sense; the message says everything that is wrong with it.</summary>
    public const string ActInvalid = "act.invalid";

    /// <summary>There is nothing of that id to do it to.</summary>
    public const string ActUnknown = "act.unknown";

    /// <summary>Others kept changing the same record; nothing was done.</summary>
    public const string ActConflict = "act.conflict";

    /// <summary>The agent's id looks like that of another agent.</summary>
    public const string AgentLookalike = "agent.lookalike";

    /// <summary>Nobody registered the agent, and there are too many like that already.</summary>
    public const string AgentTooMany = "agent.too_many";

    /// <summary>The upstream does not list the tool.</summary>
    public const string ToolUnknown = "tool.unknown";

    /// <summary>The tool's definition changed since it was pinned; nobody accepted the change.</summary>
    public const string ToolChanged = "tool.changed";

    /// <summary>The tool's definition, when first seen, read as if it gave orders to agents, or its name could be taken for another tool's; nobody accepted it.</summary>
    public const string ToolPoisoned = "tool.poisoned";

    /// <summary>The task is not one that this client and agent started through this gateway.</summary>
    public const string TaskUnknown = "task.unknown";

    /// <summary>The name of the tool, resource or prompt has no canonical form.</summary>
    public const string NameInvalid = "name.invalid";

    /// <summary>Too many calls in too short a time.</summary>
    public const string RateLimited = "limit.rate";

    /// <summary>The call names a file of the gate's own.</summary>
    public const string OwnFiles = "own.files";

    /// <summary>The intent policy forbids the tool.</summary>
    public const string IntentForbidden = "intent.forbidden";

    /// <summary>The intent policy has a list of allowed tools and the tool is not on it.</summary>
    public const string IntentNotAllowed = "intent.not_allowed";

    /// <summary>The intent policy does not let the tool follow what was called last in the flow.</summary>
    public const string IntentTransition = "intent.transition";

    /// <summary>The intent policy refuses the tool after something that was called in the flow.</summary>
    public const string IntentNeverAfter = "intent.never_after";

    /// <summary>The intent policy allows the tool only after something that was not called in the flow yet.</summary>
    public const string IntentAfter = "intent.after";

    /// <summary>The flow used so many different tools that no more can be remembered.</summary>
    public const string IntentPathFull = "intent.path_full";

    /// <summary>An argument that steers the call came from text that speaks to the agent, or the call passes such text on.</summary>
    public const string FlowInstructed = "flow.instructed";

    /// <summary>An argument that steers the call came from other people's words, and the user did not say it.</summary>
    public const string FlowUntrustedControl = "flow.untrusted_control";

    /// <summary>Nobody asked for an act like this, and the agent has read other people's words.</summary>
    public const string FlowUnasked = "flow.unasked";

    /// <summary>Something confidential would leave for the public.</summary>
    public const string FlowConfidential = "flow.confidential";

    /// <summary>A secret from an earlier result would leave.</summary>
    public const string FlowSecret = "flow.secret";

    /// <summary>The flow that the client names is not open, or never was.</summary>
    public const string FlowUnknown = "flow.unknown";

    /// <summary>The flow that the client names belongs to another caller or agent.</summary>
    public const string FlowForeign = "flow.foreign";

    /// <summary>A person opened a flow.</summary>
    public const string FlowOpened = "event.flow_opened";

    /// <summary>A person said something in a flow.</summary>
    public const string FlowSaid = "event.flow_said";

    /// <summary>A person vouched for a value in a flow.</summary>
    public const string FlowVouched = "event.flow_vouched";

    /// <summary>A person closed a flow.</summary>
    public const string FlowClosed = "event.flow_closed";

    /// <summary>The judge says that the call does not serve the task.</summary>
    public const string JudgeBlocked = "judge.blocked";

    /// <summary>The judge was not sure, so a human decides.</summary>
    public const string JudgeUnsure = "judge.unsure";

    /// <summary>The judge gave no answer, so a human decides.</summary>
    public const string JudgeFailed = "judge.failed";

    /// <summary>A human has to approve the call first.</summary>
    public const string ApprovalRequired = "approval.required";

    /// <summary>A human refused the call.</summary>
    public const string ApprovalDenied = "approval.denied";

    /// <summary>A human would have to approve the call, and the agent waits for too many answers already.</summary>
    public const string ApprovalTooMany = "approval.too_many";

    /// <summary>There is no such approval.</summary>
    public const string ApprovalUnknown = "approval.unknown";

    /// <summary>The approval is answered already, or ran out.</summary>
    public const string ApprovalSettled = "approval.settled";

    /// <summary>The agent that asked tries to answer itself.</summary>
    public const string ApprovalOwn = "approval.own";

    /// <summary>An answer that cannot be given so: the note or the duration is out of range.</summary>
    public const string ApprovalInvalid = "approval.invalid";

    /// <summary>A call began to wait for a human.</summary>
    public const string ApprovalAsked = "approval.asked";

    /// <summary>A human answered an approval.</summary>
    public const string ApprovalAnswered = "approval.answered";

    /// <summary>The call may run only in a sandbox, and none is configured.</summary>
    public const string SandboxUnavailable = "sandbox.unavailable";

    /// <summary>The ledger cannot be written; nothing runs.</summary>
    public const string LedgerUnavailable = "ledger.unavailable";

    /// <summary>The registry cannot be read or written; nothing runs.</summary>
    public const string RegistryUnavailable = "registry.unavailable";

    /// <summary>The call ran and answered.</summary>
    public const string CallDone = "call.done";

    /// <summary>The call ran and the tool said that it failed.</summary>
    public const string CallToolError = "call.tool_error";

    /// <summary>A result was seen from outside.</summary>
    public const string Observed = "call.observed";

    /// <summary>A list was answered.</summary>
    public const string Listed = "call.listed";

    /// <summary>The program started to serve.</summary>
    public const string Started = "event.started";

    /// <summary>The program stopped serving.</summary>
    public const string Stopped = "event.stopped";

    /// <summary>Another policy set came into force.</summary>
    public const string PolicyChanged = "event.policy_changed";

    /// <summary>A policy file could not be read again; the set before stays in force.</summary>
    public const string PolicyRejected = "event.policy_rejected";

    /// <summary>A policy was made at run time.</summary>
    public const string PolicyCreated = "event.policy_created";

    /// <summary>A policy that was made at run time got other contents.</summary>
    public const string PolicyUpdated = "event.policy_updated";

    /// <summary>A policy that was made at run time was put in force again.</summary>
    public const string PolicyEnabled = "event.policy_enabled";

    /// <summary>A policy that was made at run time was taken out of force.</summary>
    public const string PolicyDisabled = "event.policy_disabled";

    /// <summary>An earlier version of a policy that was made at run time became its newest.</summary>
    public const string PolicyRolledBack = "event.policy_rolled_back";

    /// <summary>An upstream listed a tool whose name has unusual characters.</summary>
    public const string ToolNameUnusual = "event.tool_name_unusual";

    /// <summary>An operator accepted a tool's changed definition.</summary>
    public const string ToolAccepted = "event.tool_accepted";

    /// <summary>Somebody registered an agent.</summary>
    public const string AgentRegistered = "event.agent_registered";

    /// <summary>Somebody changed an agent's record.</summary>
    public const string AgentChanged = "event.agent_changed";

    /// <summary>Somebody suspended an agent.</summary>
    public const string AgentSuspension = "event.agent_suspended";

    /// <summary>Somebody reinstated a suspended agent.</summary>
    public const string AgentReinstated = "event.agent_reinstated";

    /// <summary>Somebody reported an incident.</summary>
    public const string IncidentReported = "event.incident_reported";

    /// <summary>Somebody read the log or the state of compliance.</summary>
    public const string LogRead = "event.log_read";

    /// <summary>An operator replaced the log's signing key.</summary>
    public const string LogKeyRotated = "event.log_key_rotated";

    /// <summary>An operator removed the oldest entries; their hashes stay.</summary>
    public const string LogPruned = "event.log_pruned";

    /// <summary>A run of executed calls was signed for.</summary>
    public const string LogSealed = "log.sealed";

    /// <summary>No such part of the log was published.</summary>
    public const string LogAbsent = "log.absent";

    /// <summary>A part of the published log cannot be had: its entries were pruned, or do not fit the format.</summary>
    public const string LogGone = "log.gone";

    /// <summary>A question about the published log that cannot be read.</summary>
    public const string LogInvalid = "log.invalid";

    /// <summary>Something was taken over from another program's files.</summary>
    public const string Imported = "event.imported";

    /// <summary>Somebody made an API key.</summary>
    public const string KeyCreated = "event.key_created";

    /// <summary>Somebody revoked an API key.</summary>
    public const string KeyRevoked = "event.key_revoked";

    /// <summary>Somebody acknowledged an incident.</summary>
    public const string IncidentAcknowledged = "event.incident_acknowledged";

    /// <summary>Somebody resolved an incident.</summary>
    public const string IncidentResolved = "event.incident_resolved";

    /// <summary>An administrative act that was written down was not done after all.</summary>
    public const string ActFailed = "event.act_failed";

    /// <summary>The upstream failed in a way that has no id of its own.</summary>
    public const string UpstreamFailed = "upstream.failed";

    /// <summary>The upstream cannot be reached or started.</summary>
    public const string UpstreamUnreachable = "upstream.unreachable";

    /// <summary>The upstream died while the call ran.</summary>
    public const string UpstreamCrashed = "upstream.crashed";

    /// <summary>The upstream gave no answer and no progress in time.</summary>
    public const string UpstreamTimeout = "upstream.timeout";

    /// <summary>The upstream answered something that is not a message we read.</summary>
    public const string UpstreamGarbage = "upstream.garbage";

    /// <summary>The caller cancelled or went away while the call ran.</summary>
    public const string CallCancelled = "call.cancelled";

    /// <summary>The result could not be inspected and is withheld.</summary>
    public const string ResultWithheld = "result.withheld";

    /// <summary>A rule or the configuration blocks results in which this was found; the call ran.</summary>
    public const string ResultBlocked = "result.blocked";

    /// <summary>The result is kept back until a human releases it; the call ran.</summary>
    public const string ResultQuarantined = "result.quarantined";

    /// <summary>What has to be masked in the result cannot be masked; the call ran.</summary>
    public const string ResultUnmaskable = "result.unmaskable";

    /// <summary>There is no such result.</summary>
    public const string ResultUnknown = "result.unknown";

    /// <summary>The result was released, discarded or fetched already, or ran out.</summary>
    public const string ResultSettled = "result.settled";

    /// <summary>A human released a result that was kept back.</summary>
    public const string ResultReleased = "event.result_released";

    /// <summary>A human discarded a result that was kept back.</summary>
    public const string ResultDiscarded = "event.result_discarded";

    /// <summary>The message is not JSON, or not one JSON value.</summary>
    public const string MessageNotJson = "message.not_json";

    /// <summary>The message is not valid UTF-8, or an escape in it names half a surrogate pair.</summary>
    public const string MessageNotUtf8 = "message.not_utf8";

    /// <summary>An object has two members of one name.</summary>
    public const string MessageDuplicateKey = "message.duplicate_key";

    /// <summary>The message is nested too deeply.</summary>
    public const string MessageTooDeep = "message.too_deep";

    /// <summary>The message is too large.</summary>
    public const string MessageTooLarge = "message.too_large";

    /// <summary>The message is a batch, which is read in no revision we serve.</summary>
    public const string MessageBatch = "message.batch";

    /// <summary>The message is JSON, but not a JSON-RPC 2.0 message, or a member that the gate reads has the wrong type.</summary>
    public const string MessageInvalid = "message.invalid";

    /// <summary>The method is not known and the operator does not let it pass.</summary>
    public const string MethodUnknown = "method.unknown";

    /// <summary>The Host header is not one of ours (DNS rebinding).</summary>
    public const string HostRefused = "http.host";

    /// <summary>The Origin header is not allowed.</summary>
    public const string OriginRefused = "http.origin";

    /// <summary>A header says something else than the body.</summary>
    public const string HeaderMismatch = "http.header_mismatch";

    /// <summary>The session is not known, or ended.</summary>
    public const string SessionUnknown = "session.unknown";

    /// <summary>Too many streams or sessions are open.</summary>
    public const string TooManyStreams = "limit.streams";

    /// <summary>Too many child processes of one upstream run.</summary>
    public const string TooManyChildren = "limit.children";

    /// <summary>Step 1 failed unexpectedly.</summary>
    public const string FaultAdmit = "fault.admit";

    /// <summary>Step 2 failed unexpectedly.</summary>
    public const string FaultScreen = "fault.screen";

    /// <summary>Step 3 failed unexpectedly.</summary>
    public const string FaultDecide = "fault.decide";

    /// <summary>Step 4 failed unexpectedly.</summary>
    public const string FaultEscalate = "fault.escalate";

    /// <summary>Step 5 failed unexpectedly.</summary>
    public const string FaultOpen = "fault.open";
}
