using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Recognises a file's dialect by its keys and has it read.</summary>
internal sealed class DialectReader(PatternReader patterns, Complaints complaints)
{
    private const string Expected =
        "expected a native policy (`policyguard: 1`), governance JSON (`id` and `rules` with `condition`), or MCPGuard YAML (`rules` with `tool_patterns`)";

    /// <summary>The policies of a file; a governance file may hold several.</summary>
    public IReadOnlyList<PolicyDocument> Read(SourceNode root)
    {
        var policies = Dispatch(root);
        foreach (var policy in policies.Where(p => RuleIds.IsUnreadable(p.Name)))
        {
            complaints.Error(policy.Line, 1, "bad-id", $"the policy's name is longer than {RuleIds.MaxLength} characters, or holds a control or invisible one");
        }

        return policies;
    }

    private IReadOnlyList<PolicyDocument> Dispatch(SourceNode root)
    {
        switch (root)
        {
            case SourceList list:
                return new GovernanceReader(patterns, complaints).ReadAll(list);
            case SourceMap map when map["policyguard"] is not null:
                return [new NativeReader(patterns, complaints).Read(map)];
            case SourceMap map when IsGovernance(map):
                return [new GovernanceReader(patterns, complaints).Read(map)];
            case SourceMap map when Foreign(map) is { } foreign:
                complaints.Error(map, "unknown-dialect", foreign);
                return [];
            case SourceMap map when map["rules"] is not null:
                return [new McpGuardReader(patterns, complaints).Read(map)];
            default:
                complaints.Error(root, "unknown-dialect", $"this is no policy: {Expected}");
                return [];
        }
    }

    private static bool IsGovernance(SourceMap map) => map["id"] is not null || map["policy_id"] is not null
        || (map["rules"] is SourceList rules && rules.Items.OfType<SourceMap>().Any(r => r["condition"] is not null));

    private static string? Foreign(SourceMap map)
    {
        if (map["expected_workflow"] is not null || map["allowed_transitions"] is not null || map["forbidden_tools"] is not null)
        {
            return "this is an intent policy; intent policies are not supported yet";
        }

        if (map["rules"] is SourceList rules && rules.Items.OfType<SourceMap>().FirstOrDefault() is { } first && (first["effect"] ?? first["tools"] ?? first["when"]) is not null)
        {
            return "this looks like a native policy without its mark; begin the file with `policyguard: 1`";
        }

        return null;
    }
}
