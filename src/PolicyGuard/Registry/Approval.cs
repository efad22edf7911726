namespace PolicyGuard.Registry;

/// <summary>Where an approval stands.</summary>
public enum ApprovalStatus
{
    /// <summary>Nobody has answered.</summary>
    Pending,

    /// <summary>A human said yes; not used yet.</summary>
    Approved,

    /// <summary>A human said no. It stays no until <see cref="Approval.ExpiresAt"/>, however often the call is repeated.</summary>
    Denied,

    /// <summary>The yes was used by a call.</summary>
    Used,

    /// <summary>Nobody answered in time, or the yes was not used in time.</summary>
    Expired,

    /// <summary>A human said yes to every call of this tool in this flow, until <see cref="Approval.ExpiresAt"/>.</summary>
    Granted,
}

/// <summary>A human's answer, bound to one exact call, or, where the human said so, to one tool in one flow.</summary>
public sealed record Approval
{
    /// <summary><c>apr_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 over everything that makes this exact call: agent, action type, upstream, tool, canonical arguments, what the call carries beside them, tool definition hash and policy set hash; and over the caller.</summary>
    public required string Binding { get; init; }

    /// <summary>SHA-256 over the same without the parameters, and with the flow: what a grant covers.</summary>
    public required string GrantBinding { get; init; }

    /// <summary>The call that asked.</summary>
    public required string CallId { get; init; }

    /// <summary>The agent that asked.</summary>
    public required string Agent { get; init; }

    /// <summary>Who brought the call, as the log spells it; null where an earlier program asked. It answers nothing that it asked itself, under no agent's name.</summary>
    public string? Caller { get; init; }

    /// <summary>The flow in which it asked, as the log spells it.</summary>
    public required string Flow { get; init; }

    /// <summary>The tool as written.</summary>
    public required string Target { get; init; }

    /// <summary>The arguments, redacted, for the human.</summary>
    public required string ArgumentsJson { get; init; }

    /// <summary>Why a human is asked: the rule's message, and what the call carries beside its arguments, redacted.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it stands.</summary>
    public ApprovalStatus Status { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it can no longer be answered or used; of a grant, when it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who answered, or null.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>What they noted, or null.</summary>
    public string? Note { get; init; }
}

/// <summary>What a human says.</summary>
/// <param name="Approve">Yes or no.</param>
/// <param name="By">Who says it.</param>
/// <param name="Note">What they note, or null.</param>
/// <param name="GrantFor">Says yes to the tool in this flow for so long, not only to this call; null says yes once.</param>
public sealed record ApprovalAnswer(bool Approve, string By, string? Note = null, TimeSpan? GrantFor = null);
