using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Calls;

/// <summary>One request to do something, read strictly and named canonically. The first object on the path through the gate.</summary>
public sealed class ToolCall
{
    /// <summary>The id under which the ledger, the reply and the operator know this call: <c>call_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What is asked for.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>The word that rules compare; a governance action carries its own, every other kind the one of <see cref="ActionTypes.Of"/>.</summary>
    public required string ActionType { get; init; }

    /// <summary>The tool, URI, prompt or method, as written and as compared.</summary>
    public required CanonicalName Target { get; init; }

    /// <summary>The upstream to which the call is addressed; null where nobody will execute it through us (advice).</summary>
    public string? Upstream { get; init; }

    /// <summary>The arguments; the whole <c>params</c> for kinds that have no arguments.</summary>
    public Arguments Arguments { get; init; } = Arguments.Empty;

    /// <summary>What the upstream will see where that is more than <see cref="Arguments"/>; null where it is not, or where nobody will see it.</summary>
    public Sent? Sent { get; init; }

    /// <summary>The protocol's method where it is another than the kind's usual one, such as <c>tasks/update</c>; else null.</summary>
    public string? Method { get; init; }

    /// <summary>The id of the call that this one goes on with; null where it begins something.</summary>
    public string? Continues { get; init; }

    /// <summary>The id of the recorded call that an operator runs again by this one; null for all others.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>Whether this only ends a call that was allowed before, or takes its result: then no human is asked a second time.</summary>
    public bool IsFollowUp { get; init; }

    /// <summary>Who the transport proved the caller to be.</summary>
    public required Caller Caller { get; init; }

    /// <summary>On whose behalf the call is made.</summary>
    public required AgentRef Agent { get; init; }

    /// <summary>The conversation to which the call belongs.</summary>
    public required FlowKey Flow { get; init; }

    /// <summary>What the operator says of the surroundings.</summary>
    public CallContext Context { get; init; } = CallContext.Empty;

    /// <summary>The pinned definition of the tool; null where the upstream does not list it or the kind has none.</summary>
    public ToolDefinition? Definition { get; init; }

    /// <summary>What the agent says of why it asks; written down, and never part of a decision. Null where it says nothing.</summary>
    public string? Note { get; init; }

    /// <summary>When the call was read.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
