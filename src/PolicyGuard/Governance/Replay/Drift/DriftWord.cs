namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Why a replay came out otherwise, weakest first: of several causes the strongest is the word for all.</summary>
/// <remarks>
/// What only values show (clock, randomness, filesystem) is weaker than a difference that nothing explains; what stands beside the values, a run
/// that failed or replays that agree against the record, is stronger.
/// </remarks>
public enum DriftWord
{
    /// <summary>The outputs are the recorded one.</summary>
    Identical,

    /// <summary>Values that are times near the runs, and move with them.</summary>
    Clock,

    /// <summary>Values that are new each time and have the shape of random ids or numbers.</summary>
    Randomness,

    /// <summary>Paths, what stands beside a path, or listings in another order.</summary>
    Filesystem,

    /// <summary>Something differs, and nothing known explains it.</summary>
    Unknown,

    /// <summary>Addresses differ, or a run did not reach the upstream.</summary>
    Network,

    /// <summary>The replays agree with each other and not with the record, or the tool is defined otherwise.</summary>
    EnvironmentChanged,
}

/// <summary>Spellings of <see cref="DriftWord"/>.</summary>
public static class DriftWords
{
    /// <summary>All words in the order of the enumeration, as they are written.</summary>
    public static readonly IReadOnlyList<string> Names = ["identical", "clock", "randomness", "filesystem", "unknown", "network", "environment changed"];

    /// <summary>The word as it is written.</summary>
    public static string Name(this DriftWord word) => Names[(int)word];
}
