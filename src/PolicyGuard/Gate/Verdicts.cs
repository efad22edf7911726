using PolicyGuard.Calls;
using PolicyGuard.Intent;
using PolicyGuard.Rules;

namespace PolicyGuard.Gate;

/// <summary>Joins what everybody says of a call; the strictest wins, and nothing loosens what another refused (DESIGN §5).</summary>
internal static class Verdicts
{
    public static Decision Decide(Screened screened, IntentFacts? facts = null)
    {
        var admitted = screened.Admitted;
        var call = admitted.Call;
        var verdict = admitted.Rules.Decide(QueryOf(call, admitted.Trust, call.Arguments, screened.Labels));
        var intent = facts?.Verdict ?? IntentVerdict.NotDeclared;

        var effect = Effects.Strictest(verdict.Effect, intent.Effect);
        var (reason, message) = verdict.IsDefault
            ? (Reasons.Default, Wording.Default(call, verdict))
            : (Reasons.Rule, Wording.Rule(call, verdict.Matches[0]));
        if (intent.Effect > verdict.Effect)
        {
            (reason, message) = (intent.Reason!, Wording.Intent(call, intent));
        }

        if (admitted.Objection is { } objection)
        {
            effect = Effect.Deny;
            (reason, message) = (objection.Reason, objection.Message);
        }

        return new Decision(call)
        {
            Effect = effect,
            Reason = reason,
            Message = message,
            Rules = verdict.Matches,
            Warnings = verdict.Effect == Effect.Warn ? [.. verdict.Matches.Where(m => m.Effect == Effect.Warn).Select(m => m.Message)] : [],
            PolicySet = admitted.Rules.Hash,
            Trust = admitted.Trust,
            Labels = screened.Labels,
            Findings = screened.Findings,
            Screened = true,
            Intent = facts,
        };
    }

    /// <summary>What a rule may look at. Arguments are null while a list is filtered.</summary>
    public static RuleQuery QueryOf(ToolCall call, TrustLevel trust, Arguments? arguments, LabelSet labels) => new()
    {
        Target = call.Target,
        Upstream = call.Upstream,
        ActionType = call.ActionType,
        Trust = trust,
        Arguments = arguments,
        Labels = labels,
        Context = call.Context,
    };
}
