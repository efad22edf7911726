using System.Collections.Frozen;
using PolicyGuard.Calls;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules.Compiled;

/// <summary>Turns policies as written into a rule set.</summary>
internal sealed class RuleCompiler
{
    private readonly List<CompiledRule> _rules = [];
    private readonly List<CompiledSet> _sets = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArgumentCondition> _arguments = new(StringComparer.Ordinal);

    public static RuleSet Compile(IReadOnlyList<PolicyDocument> policies, Effect defaultAction)
    {
        var compiler = new RuleCompiler();
        var governance = false;
        foreach (var policy in policies)
        {
            if (policy.Dialect != PolicyDialect.Governance)
            {
                compiler.Add(policy.Combine, [policy]);
            }
            else if (!governance)
            {
                // All governance policies, wherever they stand, answer together: the highest priority first.
                compiler.Add(Combine.FirstMatch, policies.Where(p => p.Dialect == PolicyDialect.Governance).OrderByDescending(p => p.Priority));
                governance = true;
            }
        }

        var (effect, source) = DefaultOf(policies, defaultAction);
        return new RuleSet(compiler._sets, compiler._rules, compiler._keys.ToFrozenDictionary(StringComparer.Ordinal), compiler._arguments.Count, effect, source);
    }

    private static (Effect Effect, string Source) DefaultOf(IReadOnlyList<PolicyDocument> policies, Effect defaultAction)
    {
        var (effect, source) = (defaultAction, "default_action");
        foreach (var policy in policies.Where(p => p.Enabled))
        {
            // Where both say the same, the author of the policy is the better address than the program's own default.
            if (policy.Default > effect || (policy.Default == effect && source == "default_action"))
            {
                (effect, source) = (policy.Default!.Value, policy.Name);
            }
        }

        return (effect, source);
    }

    private void Add(Combine combine, IEnumerable<PolicyDocument> policies)
    {
        var rules = new List<CompiledRule>();
        foreach (var policy in policies.Where(p => p.Enabled))
        {
            foreach (var rule in InOrder(policy).Where(r => r.Enabled))
            {
                var compiled = new CompiledRule(_rules.Count, _sets.Count, policy, rule, [.. Conditions(rule)]);
                _rules.Add(compiled);
                rules.Add(compiled);
            }
        }

        _sets.Add(new CompiledSet(combine, rules));
    }

    private static IEnumerable<RuleDocument> InOrder(PolicyDocument policy) => policy.Dialect switch
    {
        PolicyDialect.McpGuard => policy.Rules.OrderBy(r => r.Priority),
        PolicyDialect.Native => policy.Rules.OrderByDescending(r => r.Priority),
        _ => policy.Rules,
    };

    private IEnumerable<Condition> Conditions(RuleDocument rule)
    {
        if (rule.TrustAtLeast is not null || rule.TrustBelow is not null)
        {
            yield return new TrustCondition(rule.TrustAtLeast, rule.TrustBelow);
        }

        if (rule.Upstreams.Count > 0)
        {
            yield return new UpstreamCondition([.. rule.Upstreams]);
        }

        if (rule.ActionTypes.Count > 0)
        {
            yield return new ActionTypeCondition([.. rule.ActionTypes]);
        }

        if (!rule.Labels.IsEmpty || rule.AnyCustomLabel)
        {
            yield return new LabelCondition(rule.Labels, rule.AnyCustomLabel);
        }

        if (rule.Flow.Count > 0)
        {
            yield return new FlowCondition(rule.Flow);
        }

        foreach (var context in rule.Context)
        {
            yield return new ContextCondition(context);
        }

        foreach (var argument in rule.Args)
        {
            yield return Argument(argument);
        }
    }

    private ArgumentCondition Argument(ArgumentPattern pattern)
    {
        var canonical = $"{pattern.Key}\0{pattern.Predicate}";
        if (!_arguments.TryGetValue(canonical, out var condition))
        {
            _arguments[canonical] = condition = new ArgumentCondition(pattern, _arguments.Count, [.. (pattern.Key.Names ?? []).Select(KeyId)]);
        }

        return condition;
    }

    private int KeyId(string name)
    {
        if (!_keys.TryGetValue(name, out var id))
        {
            _keys[name] = id = _keys.Count;
        }

        return id;
    }
}
