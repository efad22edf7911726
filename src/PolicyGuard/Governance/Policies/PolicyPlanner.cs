using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules.Analysis;
using PolicyGuard.Rules.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>Plans acts. Pure: the same standing gives the same plan, so a plan that came too late is simply made again.</summary>
internal static class PolicyPlanner
{
    private const string Unreadable = "what is in force cannot be read, so nobody can say what this changes";

    /// <summary>A policy is made, or an existing one gets other contents.</summary>
    public static PolicyPlan Put(Standing standing, PolicyDraft draft)
    {
        var id = draft.Request.Id;
        var old = standing.Find(id);
        PolicyFault[] faults = [.. draft.Faults, .. old is null && PolicyIds.Fault(id) is null ? Taken(standing, id) : []];
        if (faults.Any(static f => f.Severity == Severity.Error))
        {
            return PolicyPlan.Invalid(Shown(id), faults);
        }

        var next = draft.Document!;
        var loosens = standing.Rules is null ? Unreadable
            : old is null ? Tightening.OfNew(standing, next)
            : Changed(standing, old, next);
        return new PolicyPlan
        {
            Event = old is null ? Reasons.PolicyCreated : Reasons.PolicyUpdated,
            Verb = old is null ? "created" : "updated",
            Json = draft.Json,
            Enabled = draft.Request.Enabled,
            Rules = next.Rules.Count,
            Loosens = loosens,
            Warnings = PolicyPlan.WarningsOf(faults),
        };
    }

    /// <summary>A policy is put in force again.</summary>
    public static PolicyPlan Enable(Standing standing, string id) => Find(standing, id, out var old) ?? new PolicyPlan
    {
        Event = Reasons.PolicyEnabled,
        Verb = "enabled",
        Json = Switched(old!, enabled: true),
        Enabled = true,
        Rules = old!.Document?.Rules.Count ?? 0,
        Loosens = standing.Rules is null || old.Document is null ? Unreadable : Tightening.OfNew(standing, old.Document),
    };

    /// <summary>A policy is taken out of force. It may be one that cannot be read: taking it out is how that is mended.</summary>
    public static PolicyPlan Disable(Standing standing, string id) => Find(standing, id, out var old) ?? new PolicyPlan
    {
        Event = Reasons.PolicyDisabled,
        Verb = "disabled",
        Json = Switched(old!, enabled: false),
        Enabled = false,
        Rules = old!.Document?.Rules.Count ?? 0,
        Loosens = old.Document is null ? Unreadable : Tightening.OfGone(old.Document),
    };

    /// <summary>An earlier version becomes the newest, contents and switch.</summary>
    public static PolicyPlan Rollback(Standing standing, string id, long version, IReadOnlyList<StoredPolicy> history)
    {
        if (Find(standing, id, out var old) is { } refused)
        {
            return refused;
        }

        if (history.FirstOrDefault(v => v.Version == version) is not { } back)
        {
            return PolicyPlan.Refused(Reasons.ActUnknown, $"policy `{id}` has no version {version}; its newest is {old!.Stored.Version}");
        }

        var read = StoredDocument.Read(back, new PatternReader());
        if (read.Document is not { } document)
        {
            return PolicyPlan.Invalid($"version {version} of policy `{id}`", [.. read.Diagnostics.Select(static d => new PolicyFault(d.Severity, "version", "", d.Line, d.Column, d.Code, d.Message, d.Help))]);
        }

        return new PolicyPlan
        {
            Event = Reasons.PolicyRolledBack,
            Verb = $"rolled back to version {version}",
            Json = back.Json,
            Enabled = back.Enabled,
            Rules = document.Rules.Count,
            Loosens = standing.Rules is null ? Unreadable : Changed(standing, old!, document),
        };
    }

    // A disabled policy is judged like one in force: who enables it some day means what it said when it was disabled.
    private static string? Changed(Standing standing, StoredDocument old, Rules.PolicyDocument next)
    {
        if (old.Document is null)
        {
            return "what it said before cannot be read";
        }

        var loosens = Tightening.OfChanged(standing, old.Document, next);
        return (old.Stored.Enabled, next.Enabled) switch
        {
            (true, false) => Tightening.OfGone(old.Document) is { } gone ? $"it is disabled, and {gone}" : loosens,
            (false, true) => loosens ?? Tightening.OfNew(standing, next),
            _ => loosens,
        };
    }

    private static PolicyPlan? Find(Standing standing, string id, out StoredDocument? old)
    {
        old = standing.Find(id);
        if (old is not null)
        {
            return null;
        }

        if (PolicyIds.Fault(id) is { } fault)
        {
            return PolicyPlan.Refused(Reasons.ActUnknown, $"there is no such policy: {fault}");
        }

        var hint = standing.Files.Any(f => f.Name == id) ? "; a policy of that name comes from a file, which is changed where it lies" : Suggestion.Nearest(id, [.. standing.Stored.Select(static s => s.Stored.Id)]) is { } near ? $"; did you mean `{near}`?" : "";
        return PolicyPlan.Refused(Reasons.ActUnknown, $"no policy `{id}` was made at run time{hint}");
    }

    private static IEnumerable<PolicyFault> Taken(Standing standing, string id)
    {
        if (standing.Stored.Count >= PolicyBounds.MaxPolicies)
        {
            yield return PolicyFault.Of("policy_id", "too-many", $"there are {standing.Stored.Count} policies; {PolicyBounds.MaxPolicies} are allowed", "use the id of one that is no longer needed");
        }

        if (standing.Files.FirstOrDefault(f => PolicyIds.AreAlike(f.Name, id)) is { } file)
        {
            yield return PolicyFault.Of("policy_id", "taken", $"`{id}` is, or could be taken for, the policy `{file.Name}` of the file {file.Path}", "choose another id");
        }

        if (standing.Stored.FirstOrDefault(s => PolicyIds.AreAlike(s.Stored.Id, id)) is { } alike)
        {
            yield return PolicyFault.Of("policy_id", "look-alike", $"`{id}` could be taken for the policy `{alike.Stored.Id}`", $"use `{alike.Stored.Id}` to update it, or choose another id");
        }
    }

    /// <summary>Why a change does not go together with what is in force; null where it does.</summary>
    public static PolicyPlan? Against(Standing next, string id)
    {
        var faults = next.Diagnostics.Where(static d => d.Severity == Severity.Error)
            .Select(static d => new PolicyFault(d.Severity, d.File, "", d.Line, d.Column, d.Code, d.Message, d.Help)).ToList();
        var rules = next.Stored.Where(static s => s.Stored.Enabled).Sum(static s => s.Document?.Rules.Count ?? 0);
        if (rules > PolicyBounds.MaxRulesInForce)
        {
            faults.Add(PolicyFault.Of("rules", "too-many", $"all policies made at run time would have {rules} rules; {PolicyBounds.MaxRulesInForce} are allowed"));
        }

        return faults.Count == 0 ? null : PolicyPlan.Invalid($"policy `{id}`, together with what is in force,", faults);
    }

    /// <summary>What others in force make of the rules of a policy: somebody who denies has to hear that another allows first.</summary>
    public static IEnumerable<string> Doubts(Standing next, StoredPolicy policy) =>
        PolicyAnalysis.AnalyzeOne(next.Rules!, StoredDocument.PathOf(policy)).Select(static finding => $"warning: {finding.Message}");

    private static string Shown(string id) => PolicyIds.Fault(id) is null ? $"policy `{id}`" : "the policy";

    // The document says it too, so that what is exported is what was stored.
    private static string Switched(StoredDocument old, bool enabled) => old.Document is null ? old.Stored.Json : StoredJson.WithEnabled(old.Stored.Json, enabled);
}
