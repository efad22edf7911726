using PolicyGuard.Calls;

namespace PolicyGuard.Gate.Judging;

/// <summary>What a judge answered. Its words may have been put into its mouth by whoever wrote the arguments: they are shown to people, and decide nothing.</summary>
public sealed record JudgeVerdict
{
    /// <summary>What it says.</summary>
    public required JudgeWord Word { get; init; }

    /// <summary>How sure it is, 0 to 1. Everything else counts as not sure.</summary>
    public required double Confidence { get; init; }

    /// <summary>Why, in its words; or why there is no answer.</summary>
    public required string Reason { get; init; }

    /// <summary>Signs of an attack that it names.</summary>
    public IReadOnlyList<string> RiskIndicators { get; init; } = [];

    /// <summary>Where the answer comes from.</summary>
    public required JudgeMethod Method { get; init; }

    /// <summary>The model; null where none was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The version of the prompt; null where there is none.</summary>
    public string? Prompt { get; init; }

    /// <summary>SHA-256 over the prompt's fixed text and the form of the answer, lower-case hex; null where there is none.</summary>
    public string? PromptSha256 { get; init; }

    /// <summary>Tokens of the question, where the provider counts them; none for an answer from the cache.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, as above.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>Whether somebody answered at all, however badly.</summary>
    public bool IsAnswer => Method != JudgeMethod.None;

    /// <summary>
    /// What the answer has against the call: a no refuses however sure it is, a yes counts from a threshold on, and whatever is neither asks a human.
    /// </summary>
    /// <param name="threshold">The confidence that a yes needs, 0 to 1.</param>
    /// <returns>The reason id (<see cref="Reasons"/>), or null where the call is confirmed.</returns>
    public string? Objection(double threshold) => this switch
    {
        { IsAnswer: false } => Reasons.JudgeFailed,
        { Word: JudgeWord.Block } => Reasons.JudgeBlocked,

        // NaN is in no interval, and not above any threshold.
        { Word: JudgeWord.Allow, Confidence: >= 0 and <= 1 } when Confidence >= threshold => null,
        _ => Reasons.JudgeUnsure,
    };

    /// <summary>There is no answer.</summary>
    /// <param name="why">Why, to be put behind "the judge gave no answer: ".</param>
    public static JudgeVerdict NoAnswer(string why) => new() { Word = JudgeWord.Escalate, Confidence = 0, Reason = why, Method = JudgeMethod.None };
}
