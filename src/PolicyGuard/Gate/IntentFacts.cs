using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>What intent had to do with a decision.</summary>
public sealed record IntentFacts
{
    internal IntentFacts(IntentSet set, IntentVerdict verdict, StoredPath stored) => (Set, Verdict, Stored) = (set, verdict, stored);

    /// <summary>The policies in force when the call was judged; it is judged by no others.</summary>
    public IntentSet Set { get; }

    /// <summary>What they say.</summary>
    public IntentVerdict Verdict { get; internal init; }

    /// <summary>The policy that said it; null where none speaks of the call.</summary>
    public IntentPolicy? Policy => Verdict.Policy is null ? null : Set.Find(Verdict.Policy);

    /// <summary>What happened in the flow before; empty where no policy in force looks back.</summary>
    public IntentPath Path => Stored.Path;

    /// <summary>Whether neither a refusal nor a fast allowance was found: what a judge may be asked.</summary>
    public bool IsUndecided => Verdict.Stand == IntentStand.Undecided;

    /// <summary>The path that was read, with its version.</summary>
    internal StoredPath Stored { get; init; }

    /// <summary>The move that the call made; null where it made none.</summary>
    internal PathStep? Move { get; init; }
}
