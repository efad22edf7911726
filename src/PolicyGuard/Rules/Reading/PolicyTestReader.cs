using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads one test of a policy file.</summary>
internal sealed class PolicyTestReader(Complaints complaints)
{
    /// <summary>The keys of a test; <c>docs/policies.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] Keys = ["name", "call", "expect"];

    /// <summary>The keys of a test's call.</summary>
    internal static readonly string[] CallKeys = ["tool", "resource", "upstream", "action_type", "args", "agent", "labels", "context"];

    /// <summary>The keys of what a test expects.</summary>
    internal static readonly string[] ExpectKeys = ["effect", "rule", "message", "reason"];

    public PolicyTestDocument? Read(SourceMap map)
    {
        var keys = new KeyReader(map, "a test", Keys, complaints);
        var name = keys.Required("name", "");
        foreach (var key in (string[])["call", "expect"])
        {
            if (map[key] is null)
            {
                complaints.Error(map, "missing-key", $"a test has no `{key}`");
            }
        }

        if (keys.MapOf("call") is not { } call || keys.MapOf("expect") is not { } expect)
        {
            return null;
        }

        var words = new KeyReader(call, "a call", CallKeys, complaints);
        var isResource = call["resource"] is not null;
        if (isResource == call["tool"] is not null)
        {
            complaints.Error(call, "missing-key", "a call has either a `tool` or a `resource`");
            return null;
        }

        var target = isResource ? words.Required("resource", "") : words.Required("tool", "");
        if (!(isResource ? CanonicalName.TryCreateOpaque(target, out var parsed, out var fault) : CanonicalName.TryCreate(target, out parsed, out fault)))
        {
            complaints.Error(call, "bad-name", $"`{target}`: {fault}");
            return null;
        }

        return new PolicyTestDocument
        {
            Name = name,
            Line = map.Line,
            Target = parsed!,
            Upstream = words.Optional("upstream"),
            ActionType = words.Optional("action_type") ?? ActionTypes.Of(isResource ? CallKind.Resource : CallKind.Tool),
            Trust = Trust(words),
            Arguments = call["args"] is { } args ? new Arguments(SourceJson.Write(args)) : Arguments.Empty,
            Labels = PatternReader.Labels(words.List("labels"), complaints).Labels,
            Context = words.MapOf("context") is { } context
                ? new CallContext(context.Entries.Where(e => e.Value is SourceScalar).Select(e => KeyValuePair.Create(e.Key.Text, ((SourceScalar)e.Value).Text)))
                : CallContext.Empty,
            Expect = Expectation(expect),
        };
    }

    private TrustLevel Trust(KeyReader call)
    {
        if (call.MapOf("agent") is not { } agent)
        {
            return TrustLevel.Low;
        }

        var keys = new KeyReader(agent, "an agent", ["id", "trust"], complaints);
        return keys["trust"] is { } trust ? TrustReader.Read(trust, "trust", keys, complaints) ?? TrustLevel.Low : TrustLevel.Low;
    }

    private PolicyTestExpectation Expectation(SourceMap map)
    {
        var keys = new KeyReader(map, "what a test expects", ExpectKeys, complaints);
        if (map.Entries.Count == 0)
        {
            complaints.Error(map, "empty-condition", "a test expects something", $"give one of {string.Join(", ", ExpectKeys)}");
        }

        var noRule = map["rule"] is SourceScalar { Type: ScalarKind.Null };
        return new PolicyTestExpectation(
            keys.Word("effect", Effects.Names) is { } word && Effects.TryParse(word, out var effect) ? effect : null,
            noRule ? null : keys.Optional("rule"),
            noRule,
            keys.Optional("message"),
            keys.Word("reason", [Reasons.Rule, Reasons.Default]));
    }
}
