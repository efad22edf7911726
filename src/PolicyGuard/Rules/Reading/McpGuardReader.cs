using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>
/// Reads MCPGuard YAML. Its tool patterns are regular expressions over whole names, its argument patterns are searched for in values; all
/// matching rules count, the strictest wins, and a lower priority number only speaks first.
/// </summary>
internal sealed class McpGuardReader(PatternReader patterns, Complaints complaints)
{
    private static readonly string[] FileKeys = ["rules", "name", "description", "version"];

    /// <summary>The keys of a rule; <c>docs/policies.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] RuleKeys =
        ["id", "name", "description", "action", "priority", "tool_patterns", "argument_patterns", "taint_labels", "conditions", "owasp_asi_id", "enabled"];

    private static readonly string[] Actions = ["allow", "deny", "audit", "sandbox", "warn"];

    public PolicyDocument Read(SourceMap map)
    {
        var keys = new KeyReader(map, "an MCPGuard policy", FileKeys, complaints);
        return new PolicyDocument
        {
            Name = keys.Optional("name") ?? PolicyNames.OfFile(complaints.File),
            Path = complaints.File,
            Line = map.Line,
            Dialect = PolicyDialect.McpGuard,
            Description = keys.Optional("description") ?? "",
            Combine = Combine.Strictest,
            Rules = RuleIds.Check(keys.Maps("rules", "a rule").Select(ReadRule), complaints),
        };
    }

    private RuleDocument ReadRule(SourceMap map)
    {
        var keys = new KeyReader(map, "a rule", RuleKeys, complaints);
        var id = keys.Required("id", "");
        var name = keys.Optional("name") ?? id;
        var description = keys.Optional("description") ?? "";
        var (labels, anyCustom) = PatternReader.Labels(keys.List("taint_labels"), complaints);
        return new RuleDocument
        {
            Id = id,
            Line = map.Line,
            Column = map.Column,
            Description = description,
            Effect = keys.Word("action", Actions) is { } action && Effects.TryParse(action, out var effect) ? effect : Effect.Deny,
            Message = description.Length == 0 ? name : $"{name}: {description}",
            Owasp = map["owasp_asi_id"] is SourceScalar { Text.Length: > 0 } owasp && OwaspIds.Read(owasp, old: true, complaints) is { } asi ? [asi] : [],
            Priority = keys.Int("priority", 100),
            Enabled = keys.Bool("enabled", true),
            Tools = patterns.Regexes(keys.List("tool_patterns"), complaints),
            Args = [.. Arguments(keys)],
            Labels = labels,
            AnyCustomLabel = anyCustom,
            Context = [.. Context(keys)],
        };
    }

    private IEnumerable<ArgumentPattern> Arguments(KeyReader keys)
    {
        foreach (var (key, value) in keys.MapOf("argument_patterns")?.Entries ?? [])
        {
            if (value is not SourceScalar { Type: not ScalarKind.Null } scalar)
            {
                keys.WrongType(value, key.Text, "a regular expression");
            }
            else if (patterns.Value(scalar, complaints) is { } pattern)
            {
                yield return new ArgumentPattern(ArgumentKey.Plain(key.Text), new ValuePredicate.RegexOf(pattern));
            }
        }
    }

    private static IEnumerable<ContextPattern> Context(KeyReader keys)
    {
        foreach (var (key, value) in keys.MapOf("conditions")?.Entries ?? [])
        {
            if (value is SourceScalar { Type: not ScalarKind.Null } scalar)
            {
                yield return new ContextPattern(key.Text, [scalar.Text], Required: false);
            }
            else
            {
                keys.WrongType(value, key.Text, "a value");
            }
        }
    }
}
