using PolicyGuard.Envelopes;
using PolicyGuard.Gate.Results;

namespace PolicyGuard.Gate;

/// <summary>Makes the envelope of an executed call. Whatever got a permit has one, also where the executor failed: the call may have had its effect.</summary>
internal static class Sealer
{
    /// <summary>The call answered.</summary>
    public static ExecutionEnvelope Seal(Given given, Execution run)
    {
        var result = given.Inspected.Result;
        return Of(given.Inspected.Permit.Opened, run, given.Result is null ? "withheld" : result.IsError ? "tool_error" : "done") with
        {
            // What the executor brought, whatever of it the caller gets; the entry says that beside it.
            Output = Entries.Digest(result.Json),
            OutputBytes = result.Json.Length,
        };
    }

    /// <summary>The call brought nothing that could be shown.</summary>
    /// <param name="opened">Its opened entry.</param>
    /// <param name="run">The run.</param>
    /// <param name="status"><c>failed</c> or <c>withheld</c>.</param>
    public static ExecutionEnvelope Of(Opened opened, Execution run, string status)
    {
        var (decision, call) = (opened.Decision, opened.Decision.Call);
        return new ExecutionEnvelope
        {
            CallId = call.Id,
            Agent = Entries.Agent(call),
            Target = Entries.Target(call),
            Upstream = Entries.Upstream(call) ?? "",
            Input = call.Arguments.Sha256,
            Sent = call.Sent is { } sent ? Entries.Digest(sent.Utf8) : "",
            Definition = call.Definition?.Hash ?? "",
            PolicySet = decision.PolicySet,
            Environment = run.Environment,
            Opened = opened.Index,
            OpenedLeaf = Convert.ToHexStringLower(opened.Leaf.Span),
            Started = Ledger.Ledger.Time(run.At),
            Ended = Ledger.Ledger.Time(run.EndedAt),
            Status = status,
        };
    }
}
