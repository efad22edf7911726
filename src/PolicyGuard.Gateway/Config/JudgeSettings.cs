using PolicyGuard.Gate.Judging;

namespace PolicyGuard.Gateway.Config;

/// <summary>Which model judges calls that intent leaves undecided, and what it may cost.</summary>
public sealed record JudgeSettings
{
    /// <summary>Whose API it speaks: <c>openai</c> or <c>anthropic</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model, as the provider calls it.</summary>
    public required string Model { get; init; }

    /// <summary>Where the API is; null means the provider's own address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Environment variable of the API key; null sends none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Which calls it is asked about.</summary>
    public JudgeWhen When { get; init; }

    /// <summary>The longest that a question takes, the wait for its turn included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions in one minute.</summary>
    public int CallsPerMinute { get; init; } = 60;

    /// <summary>Tokens in 24 hours, questions and answers together.</summary>
    public int TokensPerDay { get; init; } = 1_000_000;

    /// <summary>Questions under way at once.</summary>
    public int MaxConcurrent { get; init; } = 4;

    /// <summary>Questions that wait for their turn.</summary>
    public int MaxWaiting { get; init; } = 16;

    /// <summary>How long an answer is used again for the very same call; zero remembers none.</summary>
    public TimeSpan Cache { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers that are remembered.</summary>
    public int CacheEntries { get; init; } = 1000;

    /// <summary>The longest call that is put to the model, in bytes.</summary>
    public int MaxQuestionBytes { get; init; } = 64 * 1024;

    /// <summary>The longest answer, in tokens.</summary>
    public int MaxAnswerTokens { get; init; } = 1000;
}
