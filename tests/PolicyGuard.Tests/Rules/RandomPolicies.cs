using System.Globalization;
using System.Text;
using PolicyGuard.Calls;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Tests.Rules;

/// <summary>Policies and calls by chance, from few enough words that they often meet.</summary>
internal sealed class RandomPolicies(Dice dice)
{
    private static readonly string[] Tools =
        ["read_file", "read_*", "delete_*", "*_file", "*file*", "d?lete_x", "[dr]ead_file", "*", "fs__*", "fs__read_file", "*__delete_x", "file:///a/*", "db.delete_x", "re*le"];

    private static readonly string[] Names =
        ["read_file", "delete_x", "fs__read_file", "db.delete_x", "read_x.delete_x", "Delete-X", "dead_file", "file", "fs__delete_x", "re_le", "x"];

    private static readonly string[] Patterns = ["\"/etc/*\"", "\"*x*\"", "{ equals: 5 }", "{ regex: \"^a\" }", "{ not: \"/w/*\" }", "{ exists: true }", "{ exists: false }"];
    private static readonly string[] Keys = ["path", "\"path|file\"", "/opts/path", "\"**\"", "amount"];
    private static readonly string[] Values = ["\"/etc/passwd\"", "\"/w/a\"", "5", "5e0", "true", "null", "[\"/w/a\",\"/etc/x\"]", "{\"path\":\"/w/a\"}", "[]", "\"a\""];

    /// <summary>A native policy.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rules">How many rules it has.</param>
    /// <param name="shuffle">Other dice, to write the same rules in another order; null keeps it.</param>
    /// <param name="combine">How it combines; null leaves that to chance.</param>
    public string Policy(string name, int rules, Dice? shuffle = null, string? combine = null)
    {
        combine ??= dice.Of(["strictest", "first_match"]);
        IReadOnlyList<string> lines = [.. Enumerable.Range(0, rules).Select(Rule)];
        lines = shuffle?.Shuffle(lines) ?? lines;
        var fallback = dice.Below(3) == 0 ? $"default: {dice.Of(Effects.Names)}\n" : "";
        return $"policyguard: 1\nname: {name}\ncombine: {combine}\n{fallback}rules:{(rules == 0 ? " []" : "")}\n{string.Concat(lines)}";
    }

    /// <summary>A rule.</summary>
    /// <param name="number">Its number, for the id.</param>
    public string Rule(int number) => Rule(number, dice.Of(Effects.Names));

    /// <summary>A rule of a given effect.</summary>
    public string Rule(int number, string effect)
    {
        var rule = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"  - id: r{number}\n    effect: {effect}\n    priority: {dice.Below(5)}\n"));
        Maybe(2, () => $"tools: [{string.Join(", ", Enumerable.Range(0, 1 + dice.Below(3)).Select(_ => $"\"{dice.Of(Tools)}\""))}]");
        Maybe(4, () => $"trust_below: {dice.Of(["medium", "admin"])}");
        Maybe(4, () => $"args: {{ {dice.Of(Keys)}: {dice.Of(Patterns)} }}");
        Maybe(6, () => $"labels: [{dice.Of(["secret", "pii", "custom"])}]");
        Maybe(6, () => "context: { env: prod }");
        Maybe(6, () => $"upstreams: [{dice.Of(["fs", "d*"])}]");
        Maybe(6, () => $"action_types: [{dice.Of(["tool_call", "res*"])}]");
        return rule.ToString();

        void Maybe(int odds, Func<string> line)
        {
            if (dice.Below(odds) == 0)
            {
                rule.Append("    ").Append(line()).Append('\n');
            }
        }
    }

    /// <summary>A call.</summary>
    public RuleQuery Query(bool known = true)
    {
        CanonicalName? target;
        var opaque = dice.Below(6) == 0;
        Assert.True(opaque ? CanonicalName.TryCreateOpaque("file:///a/b", out target, out _) : CanonicalName.TryCreate(dice.Of(Names), out target, out _));
        var labels = dice.Below(3) == 0 ? LabelSet.Secret : LabelSet.None;
        return new RuleQuery
        {
            Target = target!,
            Upstream = dice.Of([null, "fs", "db"]),
            ActionType = dice.Of(["tool_call", "resource_access", "a\u200Bb"]),
            Trust = (TrustLevel)(1 + dice.Below(4)),
            Arguments = known ? new Arguments(Encoding.UTF8.GetBytes(Arguments())) : null,
            Labels = labels,
            Context = dice.Of([CallContext.Empty, new CallContext([KeyValuePair.Create("env", "prod")]), new CallContext([KeyValuePair.Create("env", "test")])]),
        };
    }

    private string Arguments() => dice.Below(12) == 0
        ? "{\"path\": oops}"
        : $"{{{string.Join(',', dice.Shuffle(["path", "file", "opts", "Amount"]).Take(dice.Below(4)).Select(k => $"\"{k}\":{dice.Of(Values)}"))}}}";

    /// <summary>Compiles policies.</summary>
    public static RuleSet Load(Effect? fallback, params string[] policies)
    {
        var result = PolicyLoader.Load([.. policies.Select((p, i) => new PolicySource(policies.Length == 1 ? "p.yaml" : $"p{i}.yaml", p))], fallback);
        Assert.True(result.Rules is not null, string.Join('\n', result.Diagnostics) + string.Concat(policies));
        return result.Rules!;
    }
}
