using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>
/// Reads governance JSON, as <c>create_policy</c> takes it and <c>policies.json</c> keeps it. What its documents say counts: a deny rule needs
/// no trust condition, an allow rule ends the search, a require_approval rule asks whatever its condition is.
/// </summary>
internal sealed class GovernanceReader(PatternReader patterns, Complaints complaints)
{
    /// <summary>The keys of a policy and of a condition; <c>docs/policies.md</c> explains each, and a test holds them together.</summary>
    internal static readonly string[] PolicyKeys = ["id", "policy_id", "name", "description", "rules", "priority", "enabled", "created_at", "updated_at"];
    private static readonly string[] RuleKeys = ["id", "condition", "action", "message"];
    /// <inheritdoc cref="PolicyKeys"/>
    internal static readonly string[] ConditionKeys = ["tool_pattern", "action_type", "trust_level_below", "trust_level_at_least"];
    private static readonly string[] Actions = ["allow", "deny", "require_approval"];

    /// <summary>A list of policies.</summary>
    public IReadOnlyList<PolicyDocument> ReadAll(SourceList list)
    {
        var result = new List<PolicyDocument>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is SourceMap map)
            {
                result.Add(Read(map));
            }
            else
            {
                complaints.Error(item, "wrong-type", $"a policy is an object, found {KeyReader.Shown(item)}");
            }
        }

        return result;
    }

    /// <summary>One policy.</summary>
    public PolicyDocument Read(SourceMap map)
    {
        var keys = new KeyReader(map, "a policy", PolicyKeys, complaints);
        var id = map["id"] is null && map["policy_id"] is not null ? keys.Required("policy_id", "") : keys.Required("id", "");
        var rules = keys.Maps("rules", "a rule");
        if (map["rules"] is null)
        {
            complaints.Error(map, "missing-key", "a policy has no `rules`");
        }
        else if (map["rules"] is SourceList { Items.Count: 0 } empty)
        {
            complaints.Error(empty, "empty-list", "`rules` is empty: a policy without rules says nothing");
        }

        return new PolicyDocument
        {
            Name = id,
            Path = complaints.File,
            Line = map.Line,
            Dialect = PolicyDialect.Governance,
            Description = keys.Optional("description") ?? keys.Optional("name") ?? "",
            Combine = Combine.FirstMatch,
            Priority = keys.Int("priority", 100),
            Enabled = keys.Bool("enabled", true),
            Rules = RuleIds.Check(rules.Select((r, i) => ReadRule(r, i + 1)), complaints),
        };
    }

    private RuleDocument ReadRule(SourceMap map, int number)
    {
        var keys = new KeyReader(map, "a rule", RuleKeys, complaints);
        var effect = EffectOf(keys.Word("action", Actions));
        var condition = keys.MapOf("condition");
        if (map["condition"] is null)
        {
            complaints.Error(map, "missing-key", "a rule has no `condition`");
        }
        else if (condition is { Entries.Count: 0 })
        {
            complaints.Error(condition, "empty-condition", "`condition` is empty", "write `\"tool_pattern\": \"*\"` for every tool");
        }

        var tests = condition is null ? null : new KeyReader(condition, "a condition", ConditionKeys, complaints);
        var below = Trust(tests, "trust_level_below");
        var atLeast = Trust(tests, "trust_level_at_least");
        var message = keys.Optional("message");
        if (effect == Effect.RequireApproval && atLeast is not null)
        {
            complaints.Warning(condition!["trust_level_at_least"]!, "ambiguous-trust",
                "`trust_level_at_least` does not narrow a require_approval rule: approval is asked for on either side of it",
                "use `trust_level_below` to spare trusted agents the question");
        }

        return new RuleDocument
        {
            Id = map["id"] is null ? $"rule-{number}" : keys.Required("id", $"rule-{number}"),
            Line = map.Line,
            Column = map.Column,
            Effect = effect,
            Message = message,
            Tools = tests?["tool_pattern"] is { } tool ? patterns.Globs(One(tests, tool, "tool_pattern"), complaints) : [],
            ActionTypes = tests?["action_type"] is { } type ? patterns.Globs(One(tests, type, "action_type"), complaints) : [],
            TrustBelow = effect == Effect.Deny ? Higher(below, atLeast) : below,
            TrustAtLeast = effect == Effect.Allow ? atLeast : null,
        };
    }

    // `trust_level_at_least` is “the minimum trust level required” (the documents' words). In a deny rule it is a requirement that agents
    // below it do not meet, so both trust keys name agents who are refused. In a require_approval rule the words may mean either that
    // trusted agents still have to ask or that untrusted ones do; asking both leaves no hole.
    private static TrustLevel? Higher(TrustLevel? a, TrustLevel? b) => (a ?? 0) >= (b ?? 0) ? a : b;

    private static IReadOnlyList<SourceScalar> One(KeyReader keys, SourceNode node, string key)
    {
        if (node is SourceScalar { Type: ScalarKind.Text } scalar)
        {
            return [scalar];
        }

        keys.WrongType(node, key, "a text");
        return [];
    }

    private TrustLevel? Trust(KeyReader? keys, string key) => keys?[key] is { } node ? TrustReader.Read(node, key, keys, complaints) : null;

    private static Effect EffectOf(string? action) => action is null ? Effect.Deny : Effects.TryParse(action, out var effect) ? effect : Effect.Deny;
}
