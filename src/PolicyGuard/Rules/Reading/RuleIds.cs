using System.Globalization;
using System.Text;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Sees to it that a rule's id names one rule of its policy.</summary>
internal static class RuleIds
{
    /// <summary>The longest id or name, in UTF-16 units.</summary>
    public const int MaxLength = 200;

    /// <summary>Whether an id or name cannot stand in logs and messages: it could break their lines or hide in them.</summary>
    public static bool IsUnreadable(string id) => id.Length > MaxLength || id.EnumerateRunes().Any(r => Rune.GetUnicodeCategory(r)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

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

            if (IsUnreadable(rule.Id))
            {
                complaints.Error(rule.Line, rule.Column, "bad-id", $"the rule's id is longer than {MaxLength} characters, or holds a control or invisible one");
            }

            result.Add(rule);
        }

        return result;
    }
}
