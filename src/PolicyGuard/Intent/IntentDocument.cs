using PolicyGuard.Text;

namespace PolicyGuard.Intent;

/// <summary>An intent policy as written: what its author said, checked. The format is that of MCP Guardian, with <c>unlisted</c>, <c>after</c> and <c>never_after</c> beside it.</summary>
public sealed record IntentDocument
{
    /// <summary>The policy's name.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as the user wrote its path.</summary>
    public required string Path { get; init; }

    /// <summary>The line at which the policy begins; 1-based.</summary>
    public required int Line { get; init; }

    /// <summary>What the policy is for, for people and for a judge.</summary>
    public required string Description { get; init; }

    /// <summary>How the task usually goes, for people and for a judge.</summary>
    public required string ExpectedWorkflow { get; init; }

    /// <summary>Globs; where there are any, nothing else is allowed.</summary>
    public IReadOnlyList<NamePattern> AllowedTools { get; init; } = [];

    /// <summary>Globs; what they meet is refused, whatever else is said.</summary>
    public IReadOnlyList<NamePattern> ForbiddenTools { get; init; } = [];

    /// <summary>What may follow what; empty where the policy says nothing about that.</summary>
    public IReadOnlyList<TransitionDocument> Transitions { get; init; } = [];

    /// <summary>Whether a tool that the transitions do not name is allowed, and moves nothing.</summary>
    public bool AllowUnlisted { get; init; }

    /// <summary>What has to have run in the flow before.</summary>
    public IReadOnlyList<LookBackDocument> After { get; init; } = [];

    /// <summary>What must not have run in the flow before.</summary>
    public IReadOnlyList<LookBackDocument> NeverAfter { get; init; } = [];

    /// <summary>Wishes in words, for a judge.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>A judge's yes with less confidence than this is asked of a human; 0 to 1.</summary>
    public double EscalationThreshold { get; init; } = 0.7;

    /// <summary>Whether a tool on the list of allowed ones is allowed without asking a judge.</summary>
    public bool FastPathAllow { get; init; }
}

/// <summary>What may follow one tool, or begin a flow.</summary>
/// <param name="Key">The tool; null for the start of a flow.</param>
/// <param name="Next">What may follow; empty where nothing may.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public sealed record TransitionDocument(NamePattern? Key, IReadOnlyList<NamePattern> Next, int Line, int Column)
{
    /// <summary>How the start of a flow is written.</summary>
    public const string Start = "^";

    /// <summary>The key as written.</summary>
    public string Written => Key?.Written ?? Start;
}

/// <summary>What a tool has to come after, or must not.</summary>
/// <param name="Key">The tool.</param>
/// <param name="Earlier">The tools before it; at least one.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based.</param>
public sealed record LookBackDocument(NamePattern Key, IReadOnlyList<NamePattern> Earlier, int Line, int Column);
