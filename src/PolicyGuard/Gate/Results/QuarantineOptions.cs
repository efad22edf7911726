namespace PolicyGuard.Gate.Results;

/// <summary>Bounds of what is kept back for a human.</summary>
public sealed record QuarantineOptions
{
    /// <summary>How long a result can be released and fetched. Default 24 h.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The longest result that is kept, in bytes; a longer one is blocked. Default 1 MiB.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>The most results that are kept at once; with more, they are blocked. Default 200.</summary>
    public int Most { get; init; } = 200;
}
