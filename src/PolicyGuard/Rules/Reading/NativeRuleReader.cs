using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads one rule of our own dialect.</summary>
internal sealed class NativeRuleReader(PatternReader patterns, Complaints complaints)
{
    /// <summary>The keys of a rule; <c>docs/policies.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] Keys =
    [
        "id", "description", "tools", "upstreams", "action_types", "trust_below", "trust_at_least", "args", "labels", "flow", "context", "effect", "result",
        "message", "owasp", "priority", "enabled",
    ];

    private static readonly string[] KnownKeys = [.. Keys, "when"];

    private static readonly Dictionary<string, string> Meant = new(StringComparer.Ordinal)
    {
        ["action"] = "effect", ["tool"] = "tools", ["tool_pattern"] = "tools", ["tool_patterns"] = "tools", ["trust_level_below"] = "trust_below",
        ["trust_level_at_least"] = "trust_at_least", ["arguments"] = "args", ["argument_patterns"] = "args", ["taint_labels"] = "labels",
        ["taint"] = "labels", ["conditions"] = "context", ["condition"] = "when", ["action_type"] = "action_types", ["server"] = "upstreams",
        ["servers"] = "upstreams", ["reason"] = "message", ["results"] = "result", ["obligations"] = "result", ["owasp_asi_id"] = "owasp", ["name"] = "id",
    };

    public RuleDocument Read(SourceMap map)
    {
        var keys = new KeyReader(map, "a rule", KnownKeys, complaints, Meant);
        if (map.Entries.FirstOrDefault(e => e.Key.Text == "when") is { } when)
        {
            complaints.Error(when.Key, "not-available", "`when` expressions are not available yet", "use tools, args, labels, context and the trust keys");
        }

        if (map["effect"] is null)
        {
            complaints.Error(map, "missing-key", "a rule has no `effect`", $"expected one of {string.Join(", ", Effects.Names)}");
        }

        var effect = keys.Word("effect", Effects.Names) is { } word && Effects.TryParse(word, out var parsed) ? parsed : Effect.Deny;
        var (labels, anyCustom) = PatternReader.Labels(keys.NonEmptyList("labels"), complaints);
        var rule = new RuleDocument
        {
            Id = keys.Required("id", ""),
            Line = map.Line,
            Column = map.Column,
            Description = keys.Optional("description") ?? "",
            Effect = effect,
            Message = keys.Optional("message"),
            Owasp = [.. keys.List("owasp").Select(s => OwaspIds.Read(s, old: false, complaints)).OfType<string>().Distinct()],
            Priority = keys.Int("priority", 100),
            Enabled = keys.Bool("enabled", true),
            Tools = patterns.Globs(keys.NonEmptyList("tools"), complaints),
            Upstreams = patterns.Globs(keys.NonEmptyList("upstreams"), complaints),
            ActionTypes = patterns.Globs(keys.NonEmptyList("action_types"), complaints),
            TrustBelow = keys["trust_below"] is { } below ? TrustReader.Read(below, "trust_below", keys, complaints) : null,
            TrustAtLeast = keys["trust_at_least"] is { } least ? TrustReader.Read(least, "trust_at_least", keys, complaints) : null,
            Args = new ArgumentReader(patterns, complaints, effect).Read(keys),
            Labels = labels,
            AnyCustomLabel = anyCustom,
            Flow = Flow(keys.NonEmptyList("flow"), complaints),
            Context = [.. Context(keys)],
            Result = ResultReader.Read(keys, complaints),
        };
        if (rule.TrustBelow is { } high && rule.TrustAtLeast is { } low && low >= high)
        {
            complaints.Error(map, "never-matches", $"no agent is at least `{low.Name()}` and below `{high.Name()}`");
        }

        return rule;
    }

    private static List<string> Flow(IEnumerable<SourceScalar> scalars, Complaints complaints)
    {
        var words = new List<string>();
        foreach (var scalar in scalars)
        {
            if (FlowCondition.Words.Contains(scalar.Text))
            {
                words.Add(scalar.Text);
                continue;
            }

            var near = Suggestion.Nearest(scalar.Text, FlowCondition.Words);
            complaints.Error(scalar, "unknown-flow", $"`{scalar.Text}` is nothing that a flow says: expected {string.Join(", ", FlowCondition.Words)}", near is null ? null : $"did you mean `{near}`?");
        }

        return words;
    }

    private static IEnumerable<ContextPattern> Context(KeyReader keys)
    {
        foreach (var (key, value) in keys.MapOf("context")?.Entries ?? [])
        {
            var values = keys.OneOrMore(value, key.Text);
            if (values.Count > 0)
            {
                yield return new ContextPattern(key.Text, [.. values.Select(v => v.Text)], Required: true);
            }
            else if (value is SourceList)
            {
                keys.WrongType(value, key.Text, "a value or a list with at least one");
            }
        }
    }
}
