using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads our own dialect.</summary>
internal sealed class NativeReader(PatternReader patterns, Complaints complaints)
{
    /// <summary>The keys of a file; <c>docs/policies.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] FileKeys = ["policyguard", "name", "description", "combine", "default", "rules", "tests"];

    private static readonly Dictionary<string, string> Meant = new(StringComparer.Ordinal)
    {
        ["default_action"] = "default", ["default_effect"] = "default", ["mode"] = "combine", ["version"] = "policyguard",
    };

    public PolicyDocument Read(SourceMap map)
    {
        var keys = new KeyReader(map, "a policy", FileKeys, complaints, Meant);
        if (map["policyguard"] is not SourceScalar { Type: ScalarKind.Number, Text: "1" })
        {
            complaints.Error(map["policyguard"]!, "unknown-version", $"`policyguard` is 1, found {KeyReader.Shown(map["policyguard"]!)}", "this program reads version 1");
        }

        if (map["rules"] is null)
        {
            complaints.Error(map, "missing-key", "a policy has no `rules`");
        }

        return new PolicyDocument
        {
            Name = map["name"] is null ? PolicyNames.OfFile(complaints.File) : keys.Required("name", ""),
            Path = complaints.File,
            Line = map.Line,
            Dialect = PolicyDialect.Native,
            Description = keys.Optional("description") ?? "",
            Combine = keys.Word("combine", ["strictest", "first_match"]) == "first_match" ? Combine.FirstMatch : Combine.Strictest,
            Default = keys.Word("default", Effects.Names) is { } word && Effects.TryParse(word, out var effect) ? effect : null,
            Rules = RuleIds.Check(keys.Maps("rules", "a rule").Select(r => new NativeRuleReader(patterns, complaints).Read(r)), complaints),
            Tests = [.. keys.Maps("tests", "a test").Select(t => new PolicyTestReader(complaints).Read(t)).OfType<PolicyTestDocument>()],
        };
    }
}
