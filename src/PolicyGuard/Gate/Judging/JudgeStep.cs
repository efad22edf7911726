using PolicyGuard.Calls;
using PolicyGuard.Intent;

namespace PolicyGuard.Gate.Judging;

/// <summary>
/// The judge's part of step 4. It is asked about calls that everybody else lets through, so the worst that a wrong answer can do is what would
/// have happened without a judge: a no refuses, a sure yes changes nothing, and everything else asks a human.
/// </summary>
internal sealed class JudgeStep(GateServices services)
{
    private readonly JudgeServices? _judge = services.Judge;

    /// <summary>Whether the judge has to be asked about a decision.</summary>
    public bool Concerns(Decision decision) =>
        _judge is { } judge
        && decision is { Judge: null, Intent.Verdict.Stand: var stand, Call: { IsFollowUp: false, ReplayOf: null } } && decision.Effect.RunsDirectly()
        && (stand == IntentStand.Undecided || (stand == IntentStand.Allowed && judge.When == JudgeWhen.Always));

    /// <summary>Asks, and joins the answer with the decision.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async ValueTask<Decision> AskAsync(Decision decision, CancellationToken ct)
    {
        var question = JudgeQuestions.Of(decision, decision.Intent!);
        var began = services.Clock.GetTimestamp();
        var verdict = await AnswerAsync(decision.Call, question, ct).ConfigureAwait(false);
        var facts = new JudgeFacts(verdict, question.Threshold, services.Clock.GetElapsedTime(began));
        return verdict.Objection(question.Threshold) switch
        {
            null => decision.With(facts),
            Reasons.JudgeBlocked => decision.With(facts with { Reason = Reasons.JudgeBlocked }, Effect.Deny, Reasons.JudgeBlocked, Wording.JudgeBlocked(decision.Call, facts)),
            var reason => decision.With(facts with { Reason = reason }, Effect.RequireApproval, reason, Wording.JudgeUnsure(decision.Call, facts)),
        };
    }

    /// <summary>The decision where somebody was asked about this very call before: the judge is not, and what that human says counts.</summary>
    public static Decision LeaveToHuman(Decision decision)
    {
        var threshold = JudgeQuestions.Threshold(decision.Intent!.Set, decision.Call.Upstream);
        var facts = new JudgeFacts(JudgeVerdict.NoAnswer("it was not asked: a human was asked about this very call"), threshold, TimeSpan.Zero) { Reason = Reasons.JudgeUnsure };
        return decision.With(facts, Effect.RequireApproval, Reasons.JudgeUnsure, Wording.JudgeLeftIt(decision.Call));
    }

    private async ValueTask<JudgeVerdict> AnswerAsync(ToolCall call, JudgeQuestion question, CancellationToken ct)
    {
        try
        {
            return await _judge!.Judge.JudgeAsync(question, ct).AsTask().WaitAsync(_judge.Patience, services.Clock, ct).ConfigureAwait(false)
                ?? JudgeVerdict.NoAnswer("it said nothing");
        }
        catch (TimeoutException)
        {
            return JudgeVerdict.NoAnswer("it took too long");
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            services.OnFault($"{call.Id}: the judge: {fault}");
            return JudgeVerdict.NoAnswer("it failed");
        }
    }
}
