namespace PolicyGuard.Gate.Judging;

/// <summary>
/// Says whether a call serves the declared intent of its flow, where no rule and no policy can: a model, usually. The gate believes little of it. A
/// yes lets nothing through that others refuse, and whatever is not a sure yes or a no goes to a human.
/// </summary>
public interface IIntentJudge
{
    /// <summary>Asks. Where no answer can be had it says so (<see cref="JudgeVerdict.NoAnswer"/>); what it throws counts as no answer.</summary>
    /// <param name="question">All that the judge is told.</param>
    /// <param name="ct">Cancelled when the caller leaves.</param>
    ValueTask<JudgeVerdict> JudgeAsync(JudgeQuestion question, CancellationToken ct);
}
