using PolicyGuard.Rules;

namespace PolicyGuard.Governance.Compliance;

/// <summary>Finds out what covers the items of a list: rules that carry it, and tests that show them at work.</summary>
internal static class CoverageFinder
{
    /// <summary>What covers each item.</summary>
    /// <param name="framework">The list.</param>
    /// <param name="documents">The policies that take part in decisions.</param>
    /// <param name="rules">All of them compiled together; null where they cannot be, and no test passes.</param>
    public static IReadOnlyList<Coverage> Of(Framework framework, IReadOnlyList<PolicyDocument> documents, RuleSet? rules)
    {
        var carried = documents.Where(static document => document.Enabled)
            .SelectMany(static document => document.Rules.Where(static rule => rule.Enabled).Select(rule => (Name: $"{document.Name}/{rule.Id}", rule.Owasp)))
            .ToList();
        var tests = rules is null ? [] : documents.Where(static document => document.Enabled)
            .SelectMany(document => PolicyTestRunner.Run(document, rules).Where(static test => test.Passed && !test.Verdict.IsDefault)
                .Select(test => (Name: $"{document.Name}: {test.Name}", Deciding: test.Verdict.Matches.Where(match => match.Effect == test.Verdict.Effect).ToList())))
            .ToList();
        return
        [
            .. framework.Items.Select(item => new Coverage(
                item,
                [.. carried.Where(rule => rule.Owasp.Intersect(item.Ids).Any()).Select(static rule => rule.Name)],
                [.. tests.Where(test => test.Deciding.Any(match => match.Owasp.Intersect(item.Ids).Any())).Select(static test => test.Name)])),
        ];
    }
}
