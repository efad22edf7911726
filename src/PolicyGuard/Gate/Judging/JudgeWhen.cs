namespace PolicyGuard.Gate.Judging;

/// <summary>Which calls a judge is asked about, of those that nobody refuses and no human has to approve.</summary>
public enum JudgeWhen
{
    /// <summary>Those that the declared intent leaves undecided.</summary>
    Undecided,

    /// <summary>Those that it allows without more ado as well. Where no intent is declared nobody is asked: there is nothing to judge by.</summary>
    Always,
}

/// <summary>What step 4 needs to ask a judge.</summary>
/// <param name="Judge">The judge.</param>
/// <param name="When">Which calls it is asked about.</param>
/// <param name="Patience">The longest that a call waits for it, whatever its own bounds are; then it gave no answer.</param>
public sealed record JudgeServices(IIntentJudge Judge, JudgeWhen When, TimeSpan Patience);
