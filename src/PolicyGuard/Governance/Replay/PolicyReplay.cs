using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Gate;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Rules;

namespace PolicyGuard.Governance.Replay;

/// <summary>
/// Decides recorded calls again under another policy set, in the state that each had: its trust, labels, surroundings, and what stood against it
/// beside the rules. What a human answered then is taken as answered: the answer follows the effect, it does not make it. Pure.
/// </summary>
public static class PolicyReplay
{
    /// <summary>Whether a reason id says that the policies decided, by themselves or by what they asked for.</summary>
    internal static bool IsOfPolicies(string reason) => reason is Reasons.Rule or Reasons.Default or Reasons.ApprovalRequired or Reasons.ApprovalDenied
        or Reasons.ApprovalTooMany or Reasons.SandboxUnavailable;

    /// <summary>Decides one entry again; null where it is no decision.</summary>
    /// <param name="entry">The entry, read with its sealed part.</param>
    /// <param name="rules">The other policy set.</param>
    /// <param name="vault">Opens sealed arguments; null takes the redacted ones.</param>
    public static Redecision? Decide(StoredEntry entry, RuleSet rules, Vault? vault)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(rules);
        try
        {
            return RecordedDecision.Read(entry) is { } recorded ? Decide(recorded, rules, vault) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A log that somebody wrote into; verifying it says more.
            return new Redecision(
                new RecordedDecision
                {
                    Index = entry.Index, Kind = EntryKind.Refused, CallId = "", At = "", Agent = "", CallKind = CallKind.Action, ActionType = "", Target = "", ArgumentsSha256 = "",
                    Effect = Effect.Deny, Reason = "", PolicySet = "",
                },
                Effect.Deny, "", "the entry cannot be read", null);
        }
    }

    /// <summary>Decides one recorded decision again.</summary>
    public static Redecision Decide(RecordedDecision recorded, RuleSet rules, Vault? vault)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(rules);
        if (!IsOfPolicies(recorded.Reason))
        {
            // What is not a rule decided, and no policy loosens that; a fault decided nothing.
            return recorded.Trust is null && !IsObjection(recorded.Reason)
                ? Undecided(recorded, $"the gate itself could not decide ({recorded.Reason})")
                : new Redecision(recorded, recorded.Effect, recorded.DecidedBy, null, null);
        }

        if (recorded.Trust is not { } trust)
        {
            return Undecided(recorded, "the agent's trust is not in the log");
        }

        var kept = KeptArguments.Of(recorded, vault);
        if (kept.Tampered)
        {
            return Undecided(recorded, kept.Fault!);
        }

        if (kept.Target is null)
        {
            return Undecided(recorded, $"the target is masked in the log: {kept.Fault}");
        }

        if (kept.Arguments is null)
        {
            return Undecided(recorded, kept.Fault!);
        }

        var verdict = rules.Decide(new RuleQuery
        {
            Target = kept.Target, Upstream = recorded.Upstream, ActionType = recorded.ActionType, Trust = trust, Arguments = kept.Arguments, Labels = recorded.Labels, Context = recorded.Context,
        });
        var first = verdict.Matches.Count > 0 ? Shown(verdict.Matches[0]) : default((string, string, Effect)?);
        return new Redecision(
            recorded, verdict.Effect, RecordedDecision.Decider(verdict.Effect, Reasons.Rule, first), null,
            !kept.Exact ? kept.Fault
                : recorded.ContextCut ? "a part of the surroundings is not in the log"
                : Masks.Appear(recorded.ActionType) ? "the action type is masked in the log"
                : null);
    }

    // As the log shows names.
    private static (string, string, Effect) Shown(RuleMatch match) => (EntryParts.Cut(match.Policy, EntryParts.Word), EntryParts.Cut(match.Rule, EntryParts.Word), match.Effect);

    // Refusals in which no agent was looked up are no faults.
    private static bool IsObjection(string reason) =>
        reason.StartsWith("agent.", StringComparison.Ordinal) || reason.StartsWith("auth.", StringComparison.Ordinal) || reason.StartsWith("tool.", StringComparison.Ordinal)
        || reason is Reasons.RateLimited or Reasons.OwnFiles;

    private static Redecision Undecided(RecordedDecision recorded, string fault) => new(recorded, recorded.Effect, recorded.DecidedBy, fault, null);
}
