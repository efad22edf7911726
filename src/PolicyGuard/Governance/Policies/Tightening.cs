using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>
/// Proves that a change of the policies made at run time loosens no decision, or says why it cannot. MUST NOT call a change harmless that lets
/// any call get a looser effect than before; a harmless change that it cannot prove costs a person one command.
/// </summary>
/// <remarks>
/// Governance JSON is one <c>first_match</c> list, and a rule that matches keeps the default away. So an added rule is harmless where its effect
/// is at least that of the default and of every rule behind it: no call that it takes over could have got more. That goes for
/// <c>require_approval</c> as much as for <c>allow</c>: in front of a <c>deny</c> it turns no into ask.
/// </remarks>
internal static class Tightening
{
    /// <summary>
    /// The priority of a policy that names none. Above it only what denies is harmless: a rule that allows there would stand before policies
    /// that do not exist yet, and leave a person no priority from which to answer.
    /// </summary>
    private const int Usual = 100;

    /// <summary>Why a policy that is made, or put in force again, may loosen something; null where it does not.</summary>
    /// <param name="standing">What stands; the policy itself, if it is there, is not in force.</param>
    /// <param name="next">The policy.</param>
    public static string? OfNew(Standing standing, PolicyDocument next)
    {
        var behind = Behind(standing, next);
        foreach (var rule in next.Rules)
        {
            if (OfAdded(standing, next, rule, behind) is { } doubt)
            {
                return doubt;
            }
        }

        return null;
    }

    /// <summary>Why other contents of a policy may loosen something, were both in force; null where they do not.</summary>
    /// <param name="standing">What stands.</param>
    /// <param name="old">The policy as it is.</param>
    /// <param name="next">The policy as it would be.</param>
    public static string? OfChanged(Standing standing, PolicyDocument old, PolicyDocument next)
    {
        if (next.Priority != old.Priority)
        {
            return $"its priority goes from {old.Priority} to {next.Priority}";
        }

        var behind = Behind(standing, next);
        var kept = 0;
        foreach (var rule in next.Rules)
        {
            if (kept < old.Rules.Count && IsSameOrStricter(old.Rules[kept], rule))
            {
                kept++;
                continue;
            }

            if (rule.Effect == Effect.Allow)
            {
                return $"rule `{rule.Id}` is not one of those it had, and says allow";
            }

            if (OfAdded(standing, next, rule, [.. old.Rules.Skip(kept).Select(r => (old.Name, r)), .. behind]) is { } doubt)
            {
                return doubt;
            }
        }

        return kept == old.Rules.Count ? null : $"its rule `{old.Rules[kept].Id}` is gone, changed, or no longer in its place";
    }

    /// <summary>Why a policy that is taken out of force may loosen something; null where it does not: a call that nobody allows any more gets what others say.</summary>
    public static string? OfGone(PolicyDocument old) =>
        old.Rules.FirstOrDefault(static r => r.Effect != Effect.Allow) is { } rule ? $"its rule `{rule.Id}` says {rule.Effect.Name()}" : null;

    private static string? OfAdded(Standing standing, PolicyDocument policy, RuleDocument rule, IReadOnlyList<(string Policy, RuleDocument Rule)> behind)
    {
        if (rule.Effect < standing.Rules!.Default)
        {
            return $"rule `{rule.Id}` says {rule.Effect.Name()}, and calls that no rule speaks of get {standing.Rules.Default.Name()}";
        }

        if (rule.Effect < Effect.Deny && policy.Priority > Usual)
        {
            return $"rule `{rule.Id}` says {rule.Effect.Name()} at priority {policy.Priority}; above {Usual} a rule may only deny";
        }

        foreach (var (name, other) in behind)
        {
            if (rule.Effect < other.Effect)
            {
                return $"rule `{rule.Id}` says {rule.Effect.Name()} and would come before rule `{other.Id}` of policy `{name}`, which says {other.Effect.Name()}";
            }
        }

        return null;
    }

    // All rules in force that a policy's rules come before: those of a lower priority, and of its own if they are younger. Files are older.
    private static IReadOnlyList<(string Policy, RuleDocument Rule)> Behind(Standing standing, PolicyDocument next)
    {
        var at = standing.Stored.ToList().FindIndex(s => s.Stored.Id == next.Name);
        var younger = at < 0 ? [] : standing.Stored.Skip(at + 1).Select(static s => s.Stored.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from s in standing.Files.Select(static f => (Document: f, Younger: false))
                   .Concat(standing.Stored.Where(s => s.Stored.Enabled && s.Stored.Id != next.Name && s.Document is not null).Select(s => (Document: s.Document!, Younger: younger.Contains(s.Stored.Id))))
               where s.Document is { Enabled: true, Dialect: PolicyDialect.Governance }
                   && (s.Document.Priority < next.Priority || (s.Document.Priority == next.Priority && s.Younger))
               from rule in s.Document.Rules
               select (s.Document.Name, rule),
        ];
    }

    // The conditions as compiled: what `trust_level_at_least` means depends on the action, so equal texts would not do.
    private static bool IsSameOrStricter(RuleDocument old, RuleDocument next) =>
        next.Effect >= old.Effect
        && next.TrustBelow == old.TrustBelow && next.TrustAtLeast == old.TrustAtLeast
        && next.Message == old.Message
        && Same(old.Tools, next.Tools) && Same(old.ActionTypes, next.ActionTypes);

    private static bool Same(IReadOnlyList<NamePattern> a, IReadOnlyList<NamePattern> b) => a.Select(static p => p.Canonical).SequenceEqual(b.Select(static p => p.Canonical));
}
