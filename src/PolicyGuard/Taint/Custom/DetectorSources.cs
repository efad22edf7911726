namespace PolicyGuard.Taint.Custom;

/// <summary>All that changes the detectors, as written.</summary>
public sealed record DetectorSources
{
    /// <summary>Ids of detectors that are off, with the places where that is written; globs.</summary>
    public IReadOnlyList<(string Id, Origin Origin)> Disabled { get; init; } = [];

    /// <summary>What is allowed.</summary>
    public IReadOnlyList<AllowDocument> Allowed { get; init; } = [];

    /// <summary>Detectors beside those that come with the program.</summary>
    public IReadOnlyList<DetectorDocument> Custom { get; init; } = [];

    /// <summary>Both together.</summary>
    public DetectorSources With(DetectorSources more) => new()
    {
        Disabled = [.. Disabled, .. more.Disabled], Allowed = [.. Allowed, .. more.Allowed], Custom = [.. Custom, .. more.Custom],
    };
}
