using PolicyGuard.Calls;
using PolicyGuard.Rules.Compiled;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Analysis;

/// <summary>
/// Looks for what a policy that loads may still have got wrong. MUST NOT report what is not so: a rule is called unreachable or shadowed only
/// where its conditions imply those of another; where that cannot be proved, nothing is said.
/// </summary>
public static class PolicyAnalysis
{
    /// <summary>Analyses rules, and where tools are known, how the two fit.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="tools">The tools that are known, or null where none are.</param>
    /// <param name="ct">Ends the analysis early.</param>
    public static IReadOnlyList<PolicyFinding> Analyze(RuleSet rules, IReadOnlyList<KnownTool>? tools = null, CancellationToken ct = default)
    {
        var findings = Against(rules, path: null, ct);
        if (tools is not null)
        {
            findings.AddRange(rules.Sets.SelectMany(s => s.Rules).Select(r => AgainstTools(r, tools)).OfType<PolicyFinding>());
            findings.AddRange(tools.Select(t => Uncovered(t, rules)).OfType<PolicyFinding>());
        }

        return findings;
    }

    /// <summary>What the other rules make of the rules of one file or stored policy.</summary>
    internal static IReadOnlyList<PolicyFinding> AnalyzeOne(RuleSet rules, string path) => Against(rules, path, default);

    private static List<PolicyFinding> Against(RuleSet rules, string? path, CancellationToken ct)
    {
        var findings = new List<PolicyFinding>();
        foreach (var set in rules.Sets)
        {
            foreach (var rule in set.Rules.Where(r => path is null || r.Policy.Path == path))
            {
                ct.ThrowIfCancellationRequested();
                if (Against(rule, set, rules) is { } finding)
                {
                    findings.Add(finding);
                }
            }
        }

        return findings;
    }

    private static PolicyFinding? Against(CompiledRule rule, CompiledSet set, RuleSet rules)
    {
        var example = ExampleCall.Of(rule, rules);

        // What covers a rule also matches the rule's example; so only those have to be compared, not every pair of rules.
        var others = example is not null ? Tracer.Matching(rules, example.Query) : set.Rules;
        foreach (var other in others.Where(o => o != rule && o.Set == rule.Set))
        {
            if (!Inclusion.Covers(other.Rule, rule.Rule))
            {
                continue;
            }

            var mutual = Inclusion.Covers(rule.Rule, other.Rule);
            if (mutual && other.Effect != rule.Effect && other.Ordinal < rule.Ordinal)
            {
                return Finding(PolicyFindingKind.Contradiction, rule, $"is about the same calls as {Place(other, rule)} and wants {rule.Effect.Name()}, not {other.Effect.Name()}", example);
            }

            if (mutual && other.Ordinal > rule.Ordinal)
            {
                continue;
            }

            // A rule in doubt does not end the search, and what tightens still counts behind it.
            var ends = rule.Effect == Effect.Allow || other.Effect >= rule.Effect || Inclusion.IsNeverInDoubt(other.Rule);
            if (set.Combine == Combine.FirstMatch && other.Ordinal < rule.Ordinal && ends)
            {
                return Finding(PolicyFindingKind.Unreachable, rule, $"is never asked: {Place(other, rule)} decides every call that it is about", example);
            }

            if (set.Combine == Combine.Strictest && other.Effect >= rule.Effect)
            {
                return Finding(PolicyFindingKind.Shadowed, rule, $"never changes a decision: {Place(other, rule)} says {other.Effect.Name()} to every call that it is about", example);
            }
        }

        return null;
    }

    private static PolicyFinding? AgainstTools(CompiledRule rule, IReadOnlyList<KnownTool> tools)
    {
        if (rule.Rule.Tools.Count == 0 || tools.Any(tool => CanonicalName.TryCreate(tool.Name, out var name, out _)
            && rule.Rule.Tools.Any(p => p.Matches(name!, wide: rule.Effect != Effect.Allow, tool.Upstream))))
        {
            return null;
        }

        var written = string.Join(", ", rule.Rule.Tools.Take(5).Select(t => $"`{t}`"));
        var near = rule.Rule.Tools.Select(t => Suggestion.Nearest(t.Written.Trim('*'), tools.SelectMany(NamesOf))).FirstOrDefault(n => n is not null);
        return Finding(PolicyFindingKind.MatchesNoKnownTool, rule,
            $"names {written}{(rule.Rule.Tools.Count > 5 ? " …" : "")}, which no known tool is called{(near is null ? "" : $"; did you mean `{near}`?")}", null);
    }

    private static IEnumerable<string> NamesOf(KnownTool tool) => CanonicalName.TryCreate(tool.Name, out var name, out _) ? [name!.Leaf, tool.Name] : [tool.Name];

    private static PolicyFinding? Uncovered(KnownTool tool, RuleSet rules)
    {
        if (ExampleCall.Of(tool, rules) is not { } example || rules.Names(example.Query))
        {
            return null;
        }

        var where = tool.Upstream is null ? "" : $" of `{tool.Upstream}`";
        return new PolicyFinding(PolicyFindingKind.UncoveredTool, null, 0, null, null,
            $"no rule names the tool `{tool.Name}`{where}; {example.Verdict.Effect.Name()} by default", example);
    }

    private static PolicyFinding Finding(PolicyFindingKind kind, CompiledRule rule, string what, ExampleCall? example) =>
        new(kind, rule.Policy.Path, rule.Rule.Line, rule.Policy.Name, rule.Rule.Id, $"the rule `{rule.Rule.Id}` {what}", example);

    private static string Place(CompiledRule other, CompiledRule seenFrom) => other.Policy == seenFrom.Policy
        ? $"`{other.Rule.Id}` on line {other.Rule.Line}"
        : $"`{other.Policy.Name}/{other.Rule.Id}` ({other.Policy.Path}:{other.Rule.Line})";
}
