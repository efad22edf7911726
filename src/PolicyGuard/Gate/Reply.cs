namespace PolicyGuard.Gate;

/// <summary>How a call ended.</summary>
public enum ReplyStatus
{
    /// <summary>The call ran; <see cref="Reply.Result"/> is what the caller may see.</summary>
    Done,

    /// <summary>The call did not run.</summary>
    Refused,

    /// <summary>The upstream failed; nobody knows for certain whether the call had an effect.</summary>
    Failed,

    /// <summary>The call ran, but its result cannot be shown.</summary>
    Withheld,
}

/// <summary>What the way in answers its caller with.</summary>
public sealed class Reply
{
    internal Reply(ReplyStatus status, Decision decision)
    {
        Status = status;
        Decision = decision;
    }

    internal static Reply Refused(Decision decision) =>
        new(ReplyStatus.Refused, decision) { Reason = decision.Reason, Message = decision.Message };

    internal static Reply Done(Decision decision, ToolResult result) =>
        new(ReplyStatus.Done, decision) { Reason = decision.Reason, Message = decision.Message, Result = result };

    /// <summary>How the call ended.</summary>
    public ReplyStatus Status { get; }

    /// <summary>The decision.</summary>
    public Decision Decision { get; }

    /// <summary>The reason id: the decision's, or that of the failure.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, for the agent and its human: what was refused, by which rule, and what would be allowed.</summary>
    public required string Message { get; init; }

    /// <summary>The id under which the result is kept until a human releases it; null where none is.</summary>
    public string? HeldAs { get; init; }

    /// <summary>The result; set where <see cref="Status"/> is <see cref="ReplyStatus.Done"/>. The executor's own memory where nothing was redacted.</summary>
    public ToolResult? Result { get; init; }
}
