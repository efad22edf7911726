namespace PolicyGuard.Gate.Judging;

/// <summary>What a judge had to do with a decision.</summary>
public sealed record JudgeFacts
{
    internal JudgeFacts(JudgeVerdict verdict, double threshold, TimeSpan elapsed) => (Verdict, Threshold, Elapsed) = (verdict, threshold, elapsed);

    /// <summary>What it answered.</summary>
    public JudgeVerdict Verdict { get; }

    /// <summary>The confidence that a yes needed.</summary>
    public double Threshold { get; }

    /// <summary>How long the call waited for the answer.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The reason id where it stopped the call or sent it to a human; null where it confirmed it.</summary>
    public string? Reason { get; internal init; }
}
