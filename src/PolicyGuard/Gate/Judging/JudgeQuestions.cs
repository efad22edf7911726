using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Intent;
using PolicyGuard.Taint;
using PolicyGuard.Taint.Flow;

namespace PolicyGuard.Gate.Judging;

/// <summary>Puts calls into questions. Here, and nowhere else, is decided what leaves the gate for a model.</summary>
public static class JudgeQuestions
{
    /// <summary>The question for a call that nobody sends: what a command asks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="set">The intent policies in force; one of them has to speak of the call.</param>
    /// <param name="path">What was called before.</param>
    /// <param name="request">What the user asked for, or null.</param>
    public static JudgeQuestion About(ToolCall call, IntentSet set, IntentPath path, string? request)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(path);
        var findings = call.Arguments.IsEmpty ? [] : new Scanner().Scan(call.Arguments.Utf8.Span);
        return Of(call, findings, set, path, Bound.To(call).Hash(call, "")) with { Request = request is null ? null : Masked.Text(request) };
    }

    /// <summary>The confidence that a yes needs: the greatest that a policy asks for which speaks of the call.</summary>
    internal static double Threshold(IntentSet set, string? upstream) => set.Of(upstream).Max(static policy => policy.Document.EscalationThreshold);

    internal static JudgeQuestion Of(Decision decision, IntentFacts facts)
    {
        var question = Of(decision.Call, decision.Findings, facts.Set, facts.Path, Bound.To(decision.Call).Hash(decision));
        return decision.Flow.Findings.Count == 0 ? question : question with { Provenance = [.. question.Provenance, .. decision.Flow.Findings.Select(Origin)] };
    }

    private static JudgeQuestion Of(ToolCall call, IReadOnlyList<Finding> findings, IntentSet set, IntentPath path, string digest)
    {
        var policies = set.Of(call.Upstream).Select(static policy => policy.Document).ToList();
        return new JudgeQuestion
        {
            Policies = policies,
            PolicySet = set.Hash,
            Threshold = Threshold(set, call.Upstream),
            ActionType = Masked.Text(call.ActionType),
            Target = Masked.Text(call.Target.Shown),
            Upstream = call.Upstream is { } upstream ? Masked.Text(upstream) : null,
            Arguments = Redactor.Redact(call.Arguments.Root, findings),
            Beside = Bound.To(call).Beside(findings),
            Provenance = Provenance(findings),
            Earlier = [.. path.Steps.Reverse().Select(static step => Masked.Text(step.Upstream is null ? step.Tool.Full : $"{step.Upstream}/{step.Tool.Full}"))],
            Moves = path.Moves,
            Call = digest,
        };
    }

    private static JudgeProvenance Origin(FlowFinding finding)
    {
        var from = finding.Source is { } source ? $", brought by {source.Path} of {source.Tool} ({source.CallId})" : "";
        return new JudgeProvenance(Masked.Text(finding.Pointer), Masked.Text($"{(finding.IsControl ? "steers the call" : "is content")}; its words are of origin {finding.Origin.ToString().ToLowerInvariant()}{from}"));
    }

    // A secret may stand in a member's name, and then in the pointers that lead through it; then no place is said.
    private static List<JudgeProvenance> Provenance(IReadOnlyList<Finding> findings)
    {
        var placeless = findings.Any(static finding => finding.Pointer.EndsWith("#key", StringComparison.Ordinal));
        return [.. findings.Select(finding => new JudgeProvenance(placeless ? "" : Masked.Text(finding.Pointer), $"holds {finding.Label} ({finding.Detector})")).Distinct()];
    }
}
