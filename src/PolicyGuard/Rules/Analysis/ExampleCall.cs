using System.Text;
using System.Text.Json;
using PolicyGuard.Calls;
using PolicyGuard.Rules.Compiled;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Analysis;

/// <summary>A call made up to show something about a rule, and what the rules say of it.</summary>
public sealed record ExampleCall
{
    private ExampleCall(RuleQuery query, string arguments, RuleVerdict verdict)
    {
        Tool = query.Target.Shown;
        Upstream = query.Upstream;
        ActionType = query.ActionType;
        Trust = query.Trust;
        Arguments = arguments;
        Labels = query.Labels;
        Context = query.Context.Values;
        Verdict = verdict;
        Query = query;
    }

    /// <summary>The tool.</summary>
    public string Tool { get; }

    /// <summary>The upstream, or null.</summary>
    public string? Upstream { get; }

    /// <summary>The action type.</summary>
    public string ActionType { get; }

    /// <summary>The agent's trust.</summary>
    public TrustLevel Trust { get; }

    /// <summary>The arguments, as JSON text.</summary>
    public string Arguments { get; }

    /// <summary>The labels of the arguments.</summary>
    public LabelSet Labels { get; }

    /// <summary>The surroundings.</summary>
    public IReadOnlyDictionary<string, string> Context { get; }

    /// <summary>What the rules say of the call.</summary>
    public RuleVerdict Verdict { get; }

    internal RuleQuery Query { get; }

    /// <summary>The call on one line, followed by what becomes of it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Tool).Append(' ').Append(Arguments).Append(" by an agent of trust ").Append(Trust.Name());
        if (Upstream is not null)
        {
            text.Append(" at ").Append(Upstream);
        }

        if (ActionType != ActionTypes.Of(CallKind.Tool))
        {
            text.Append(" as ").Append(ActionType);
        }

        if (!Labels.IsEmpty)
        {
            text.Append(" with ").Append(Labels);
        }

        foreach (var (key, value) in Context)
        {
            text.Append(" where ").Append(key).Append(" is ").Append(value);
        }

        return text.Append(" → ").Append(Verdict.Effect.Name()).ToString();
    }

    /// <summary>A call of a known tool.</summary>
    internal static ExampleCall? Of(KnownTool tool, RuleSet rules) =>
        CanonicalName.TryCreate(tool.Name, out var name, out _) ? Make(new RuleDocument { Id = "", Line = 0, Column = 0, Effect = Effect.Allow }, name!, tool.Upstream, rules) : null;

    /// <summary>A call that a rule is about: its conditions hold, checked; null where none could be made up.</summary>
    internal static ExampleCall? Of(CompiledRule rule, RuleSet rules)
    {
        foreach (var sample in rule.Rule.Tools.Count == 0 ? ["some_tool"] : rule.Rule.Tools.Select(t => t.Sample()))
        {
            if (sample is null || !CanonicalName.TryCreate(sample, out var name, out _))
            {
                continue;
            }

            var upstream = rule.Rule.Upstreams.Count == 0 ? null : rule.Rule.Upstreams.Select(u => u.Sample()).FirstOrDefault(u => u is not null);
            if (Make(rule.Rule, name!, upstream, rules) is { } example && Tracer.Matches(rule, rules, example.Query))
            {
                return example;
            }
        }

        return null;
    }

    private static ExampleCall? Make(RuleDocument rule, CanonicalName name, string? upstream, RuleSet rules)
    {
        if (ExampleArguments.For(rule.Args) is not { } arguments)
        {
            return null;
        }

        var label = rule.Labels.Names().FirstOrDefault() ?? (rule.AnyCustomLabel ? "custom:x" : null);
        var query = new RuleQuery
        {
            Target = name,
            Upstream = upstream,
            ActionType = rule.ActionTypes.Count == 0 ? ActionTypes.Of(CallKind.Tool) : rule.ActionTypes.Select(t => t.Sample()).FirstOrDefault(t => t is not null) ?? "",
            Trust = rule.TrustAtLeast ?? TrustLevel.Low,
            Arguments = new Arguments(Encoding.UTF8.GetBytes(arguments)),
            Labels = LabelSet.TryParse(label, out var labels) ? labels : LabelSet.None,
            Flow = rule.Flow.Take(1).ToList(),
            Context = new CallContext(rule.Context.Select(c => KeyValuePair.Create(c.Key, c.Values[0]))),
        };
        return new ExampleCall(query, arguments, rules.Decide(query));
    }
}
