namespace PolicyGuard.Cli.Demo;

/// <summary>How one step ended.</summary>
/// <param name="Scene">The scene that it belongs to.</param>
/// <param name="Step">The step.</param>
/// <param name="Answer">What came back.</param>
internal sealed record Outcome(Scene Scene, Step Step, McpCaller.Answer Answer)
{
    private const string Mark = "[PolicyGuard: masked";

    /// <summary>Whether something was masked in the result.</summary>
    public bool IsMasked => Answer.Ran && Answer.Text.Contains(Mark, StringComparison.Ordinal);

    /// <summary>What stopped it: a rule, or a reason id; null where it ran.</summary>
    public string? StoppedBy => Answer.Ran ? null : Answer.Rule ?? Answer.Reason;

    /// <summary>Whether it ran and worked, or was stopped by what should stop it: a gate that stops for another reason has not seen the attack.</summary>
    public bool AsExpected => Step.StoppedBy is null ? Answer is { Ran: true, Failed: false } && IsMasked == Step.IsMasked : Step.StoppedBy == StoppedBy;

    /// <summary>Why it was stopped, in the gate's own words.</summary>
    public string Why => Answer.Text.StartsWith(Prefix, StringComparison.Ordinal) ? Answer.Text[Prefix.Length..] : Answer.Text;

    /// <summary><c>allowed</c>, <c>masked</c>, <c>asked</c> where a human would decide, <c>stopped</c>, or <c>failed</c>.</summary>
    public string Word => Answer switch
    {
        { Ran: false, Reason: Calls.Reasons.ApprovalRequired } => "asked",
        { Ran: false } => "stopped",
        { Failed: true } => "failed",
        _ => IsMasked ? "masked" : "allowed",
    };

    private const string Prefix = "PolicyGuard refused this call: ";
}
