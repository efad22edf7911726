namespace PolicyGuard.Cli.Demo;

/// <summary>One thing that the agent does.</summary>
/// <param name="Says">What it is up to, for the audience.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">The arguments, which may be made of earlier answers of the same scene.</param>
/// <param name="StoppedBy">The rule that stops it under the demo's policies, or the reason id where it is no rule; null where it should run.</param>
internal sealed record Step(string Says, string Tool, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, string>> Arguments, string? StoppedBy = null)
{
    /// <summary>Whether it runs side by side with its neighbours that say so too.</summary>
    public bool AtOnce { get; init; }

    /// <summary>Whether it only prepares the next step, so that the audience need not see it.</summary>
    public bool Prepares { get; init; }

    /// <summary>Whether it runs and something is masked in its result.</summary>
    public bool IsMasked { get; init; }
}

/// <summary>Steps in one session of their own, which is one flow.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record Scene(string Title, IReadOnlyList<Step> Steps);
