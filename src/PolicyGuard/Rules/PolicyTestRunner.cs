using PolicyGuard.Calls;

namespace PolicyGuard.Rules;

/// <summary>What came of one test of a policy file.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">1-based line of the test.</param>
/// <param name="Passed">Whether everything came out as expected.</param>
/// <param name="Failure">What came out instead, in one sentence; null where the test passed.</param>
/// <param name="Verdict">What the rules said.</param>
public sealed record PolicyTestOutcome(string Name, string Path, int Line, bool Passed, string? Failure, RuleVerdict Verdict);

/// <summary>Runs the tests that policy files carry.</summary>
public static class PolicyTestRunner
{
    /// <summary>Runs the tests of one policy against a rule set: of that policy alone, or of all policies in force.</summary>
    public static IReadOnlyList<PolicyTestOutcome> Run(PolicyDocument policy, RuleSet rules) => [.. policy.Tests.Select(t => Run(policy, t, rules))];

    private static PolicyTestOutcome Run(PolicyDocument policy, PolicyTestDocument test, RuleSet rules)
    {
        var verdict = rules.Decide(new RuleQuery
        {
            Target = test.Target,
            Upstream = test.Upstream,
            ActionType = test.ActionType,
            Trust = test.Trust,
            Arguments = test.Arguments,
            Labels = test.Labels,
            Context = test.Context,
        });
        var failure = Failure(policy, test.Expect, verdict);
        return new PolicyTestOutcome(test.Name, policy.Path, test.Line, failure is null, failure, verdict);
    }

    private static string? Failure(PolicyDocument policy, PolicyTestExpectation expect, RuleVerdict verdict)
    {
        var deciding = verdict.IsDefault ? [] : verdict.Matches.Where(m => m.Effect == verdict.Effect).ToArray();
        var source = deciding.Length > 0
            ? string.Join(", ", deciding.Select(m => $"`{(m.Policy == policy.Name ? m.Rule : $"{m.Policy}/{m.Rule}")}`"))
            : $"the default of `{verdict.DefaultSource}`";
        if (expect.Effect is { } effect && effect != verdict.Effect)
        {
            return $"expected {effect.Name()}, got {verdict.Effect.Name()} from {source}";
        }

        if (expect.NoRule && !verdict.IsDefault)
        {
            return $"expected no rule to decide, but {source} did";
        }

        if (expect.Rule is { } rule && !deciding.Any(m => $"{m.Policy}/{m.Rule}" == rule || (m.Rule == rule && m.Policy == policy.Name)))
        {
            return $"expected the rule `{rule}` to decide, but {source} did";
        }

        if (expect.Message is { } message && !deciding.Any(m => m.Message.Contains(message, StringComparison.OrdinalIgnoreCase)))
        {
            return $"expected a message with `{message}`, got {string.Join(", ", deciding.Select(m => $"`{m.Message}`").DefaultIfEmpty("none"))}";
        }

        var reason = verdict.IsDefault ? Reasons.Default : Reasons.Rule;
        return expect.Reason is { } wanted && wanted != reason ? $"expected the reason `{wanted}`, got `{reason}`" : null;
    }
}
