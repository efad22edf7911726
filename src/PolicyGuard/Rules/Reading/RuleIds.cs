using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Sees to it that a rule's id names one rule of its policy.</summary>
internal static class RuleIds
{
    public static IReadOnlyList<RuleDocument> Check(IEnumerable<RuleDocument> rules, Complaints complaints)
    {
        var result = new List<RuleDocument>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (rule.Id.Length > 0 && !seen.TryAdd(rule.Id, rule.Line))
            {
                complaints.Error(rule.Line, rule.Column, "duplicate-rule", $"the rule id `{rule.Id}` is taken by the rule on line {seen[rule.Id]}");
            }

            result.Add(rule);
        }

        return result;
    }
}
