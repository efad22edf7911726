namespace PolicyGuard.Agents.Judge;

/// <summary>What a judge may cost, and how long it may take. Budgets are of one process; nothing of them is kept when it ends.</summary>
public sealed record JudgeOptions
{
    /// <summary>The model, as the provider calls it.</summary>
    public required string Model { get; init; }

    /// <summary>The longest that a question takes, the wait for its turn included; more than zero. Default 10 s.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Questions that are put to the model in one minute, at least 1. Default 60.</summary>
    public int CallsPerMinute { get; init; } = 60;

    /// <summary>Tokens, of questions and answers, in 24 hours from the start of the process on, at least 1. Default 1,000,000.</summary>
    public long TokensPerDay { get; init; } = 1_000_000;

    /// <summary>Questions under way at once, at least 1. Default 4.</summary>
    public int MostAtOnce { get; init; } = 4;

    /// <summary>Questions that wait for their turn; further ones get no answer. At least 0, default 16.</summary>
    public int MostWaiting { get; init; } = 16;

    /// <summary>How long an answer is used again for the very same call; zero remembers none. Default 10 min.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Answers that are remembered; the oldest goes first. At least 1, default 1,000.</summary>
    public int MostCached { get; init; } = 1000;

    /// <summary>The longest question, in bytes as the model gets it, without the instructions; a longer call gets no answer, because it is never shown in part. Default 64 KiB.</summary>
    public int MostQuestionBytes { get; init; } = 64 * 1024;

    /// <summary>The longest answer, in tokens. Default 1,000.</summary>
    public int MostAnswerTokens { get; init; } = 1000;
}
