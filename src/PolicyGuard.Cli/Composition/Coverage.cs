using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Holds rules against the tools that were seen so far: which rules name none of them, and which of them no rule names.</summary>
internal static class Coverage
{
    /// <summary>The warnings, each with a call that shows it.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="tools">The tools that upstreams have listed.</param>
    public static IReadOnlyList<Diagnostic> Of(RuleSet rules, IReadOnlyList<ToolPin> tools)
    {
        var used = new HashSet<(string Policy, string Rule)>();
        var all = new Dictionary<(string Policy, string Rule), RuleStep>();
        var unnamed = new List<Diagnostic>();
        foreach (var tool in tools)
        {
            if (!CanonicalName.TryCreate(tool.Tool, out var name, out _))
            {
                continue;
            }

            var named = false;
            foreach (var step in rules.Explain(QueryOf(name!, tool.Upstream)).Steps)
            {
                all.TryAdd((step.Policy, step.Rule), step);
                if (SpeaksOf(step))
                {
                    used.Add((step.Policy, step.Rule));
                    named |= step.Conditions.Any(static condition => condition.Key == "tools");
                }
            }

            if (!named)
            {
                unnamed.Add(new Diagnostic(
                    Severity.Warning, tool.Upstream, 0, 0, "unnamed-tool", $"no rule names the tool `{tool.Tool}`; unless its arguments meet a rule it gets the default, {rules.Default.Name()}"));
            }
        }

        var idle = all.Values.Where(step => !used.Contains((step.Policy, step.Rule))).Select(step => new Diagnostic(
            Severity.Warning, step.Path, step.Line, 1, "idle-rule", $"the rule `{step.Rule}` names none of the {tools.Count} tools that were seen"));
        return [.. idle, .. unnamed];
    }

    // Arguments are left out: what they may be is not the question here.
    private static RuleQuery QueryOf(CanonicalName tool, string upstream) => new()
    {
        Target = tool,
        Upstream = upstream,
        ActionType = ActionTypes.Of(CallKind.Tool),
        Trust = TrustLevel.Low,
        Context = CallContext.Empty,
    };

    // A rule that fails for the agent's trust or the surroundings still speaks of the tool.
    private static bool SpeaksOf(RuleStep step) =>
        step.Result is not RuleStepResult.NotAsked && !step.Conditions.Any(static condition => condition is { Key: "tools" or "upstreams" or "action_types", Result: RuleStepResult.NoMatch });
}
