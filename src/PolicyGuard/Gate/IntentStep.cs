using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Gate.Judging;
using PolicyGuard.Intent;
using PolicyGuard.Registry;

namespace PolicyGuard.Gate;

/// <summary>
/// Intent's part of the path: what it says of a call in step 3, and the flow's move before step 5. Check and move are one: the move is written
/// only where the path is still the one that was judged, else the call is judged again on the path as it is. So of calls side by side each is
/// judged after the ones that were let through before it.
/// </summary>
internal sealed class IntentStep(GateServices services)
{
    // Somebody always gets through, so this many failures in a row are no contention.
    private const int MostTries = 10_000;

    // A judge is told what happened before, also where no policy asks.
    private readonly bool _always = services.Judge is not null;

    /// <summary>What intent says of a call; null where no intent is declared, and then no store is asked.</summary>
    public ValueTask<IntentFacts?> JudgeAsync(ToolCall call, CancellationToken ct)
    {
        if (services.Intent is not { } intent || intent.Policies.Current is not { IsEmpty: false } set)
        {
            return default;
        }

        return set.LooksBack || _always
            ? LookBackAsync(intent.Paths, set, call, ct)
            : new(new IntentFacts(set, set.Judge(call, IntentPath.Empty), StoredPath.Nothing));
    }

    /// <summary>
    /// Moves the flow for a call that everybody else lets through, or refuses the call where others moved it meanwhile to where the call may not
    /// follow. Nothing moves for a call that is refused, waits, or is only asked about. A call that was overtaken and that a judge confirmed comes back
    /// without the judge's word, unmoved: the judge was told of another path, and has to be asked again.
    /// </summary>
    public async ValueTask<Decision> MoveAsync(Decision decision)
    {
        if (decision is not { Allows: true, Intent: { } facts, Call: { Kind: CallKind.Tool } call } || !(facts.Set.LooksBack || _always) || !IntentSet.IsStep(call))
        {
            return decision;
        }

        var paths = services.Intent!.Paths;
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (facts.Path.After(call.Upstream, call.Target) is not { } next)
            {
                return Refuse(decision, facts, Reasons.IntentPathFull, Wording.PathFull(call));
            }

            if (next == facts.Path && services.Clock.GetUtcNow() - facts.Stored.WrittenAt < IntentPathBounds.Touch)
            {
                return decision.With(facts);
            }

            try
            {
                // Not to be cancelled: nobody would know whether it was written.
                if (await paths.TryWriteAsync(call.Flow, facts.Stored.Version, next, CancellationToken.None).ConfigureAwait(false))
                {
                    return decision.With(facts with { Move = next == facts.Path ? null : next.Last });
                }
            }
            catch (RegistryException full) when (full.IsFull)
            {
                return Refuse(decision, facts, Reasons.IntentPathFull, $"{Wording.Name(call)} — {full.Message}");
            }

            var stored = await paths.ReadAsync(call.Flow, CancellationToken.None).ConfigureAwait(false);
            facts = facts with { Stored = stored, Verdict = facts.Set.Judge(call, stored.Path) };
            if (facts.Verdict is { Stand: IntentStand.Refused } verdict)
            {
                return Refuse(decision, facts, verdict.Reason!, Wording.Intent(call, verdict));
            }

            if (decision.Judge is { Reason: null })
            {
                return decision.With(facts).With((JudgeFacts?)null);
            }
        }

        throw new RegistryException("the path of the flow could not be written: others always were faster");
    }

    /// <summary>Takes the move of a call back that could not be run after all: its decision could not be written.</summary>
    public async ValueTask TakeBackAsync(Decision decision)
    {
        if (decision.Intent is not { Move: { } move } facts)
        {
            return;
        }

        try
        {
            var paths = services.Intent!.Paths;
            for (var tries = 0; tries < MostTries; tries++)
            {
                var stored = await paths.ReadAsync(decision.Call.Flow, CancellationToken.None).ConfigureAwait(false);
                var without = stored.Path.Without(move, facts.Path);
                if (without == stored.Path || await paths.TryWriteAsync(decision.Call.Flow, stored.Version, without, CancellationToken.None).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (Exception fault)
        {
            // The call did not run in any case.
            services.OnFault($"{decision.Call.Id}: its move in the flow was not taken back: {fault.Message}");
        }
    }

    private static async ValueTask<IntentFacts?> LookBackAsync(IIntentPathStore paths, IntentSet set, ToolCall call, CancellationToken ct)
    {
        var stored = await paths.ReadAsync(call.Flow, ct).ConfigureAwait(false);
        return new IntentFacts(set, set.Judge(call, stored.Path), stored);
    }

    private static Decision Refuse(Decision decision, IntentFacts facts, string reason, string message) =>
        decision.With(facts, Effect.Deny, reason, message);
}
