using System.Collections.Frozen;
using PolicyGuard.Calls;
using PolicyGuard.Rules.Compiled;
using PolicyGuard.Rules.Conditions;

namespace PolicyGuard.Rules;

/// <summary>All policies compiled together: immutable, thread-safe, swapped whole.</summary>
public sealed class RuleSet
{
    private readonly IReadOnlyList<CompiledSet> _sets;
    private readonly CompiledRule[] _rules;
    private readonly RuleIndex _index;
    private readonly FrozenDictionary<string, int> _keys;
    private readonly int _slots;
    private readonly RuleVerdict _default;

    internal RuleSet(
        IReadOnlyList<CompiledSet> sets, IReadOnlyList<CompiledRule> rules, FrozenDictionary<string, int> keys, int slots, Effect defaultAction, string defaultSource)
    {
        _sets = sets;
        _rules = [.. rules];
        _index = new RuleIndex(rules);
        _keys = keys;
        _slots = slots;
        _default = new RuleVerdict(defaultAction, [], IsDefault: true, defaultSource);
        Hash = RuleSetHash.Of(sets, defaultAction, defaultSource);
    }

    /// <summary>A set without policies: every call gets the default.</summary>
    public static RuleSet WithoutPolicies(Effect defaultAction) => RuleCompiler.Compile([], defaultAction);

    /// <summary>SHA-256 (lower-case hex) over the canonical form of everything that was compiled.</summary>
    public string Hash { get; }

    /// <summary>How many rules take part in decisions.</summary>
    public int Count => _rules.Length;

    /// <summary>What the rules say where no rule matches.</summary>
    public Effect Default => _default.Effect;

    internal IReadOnlyList<CompiledSet> Sets => _sets;

    /// <summary>
    /// What the rules say of a call. Pure; allocates nothing where at most one rule matches. Where the query has no arguments, the answer
    /// is the loosest that any arguments could get.
    /// </summary>
    public RuleVerdict Decide(in RuleQuery query)
    {
        var scratch = DecisionScratch.Begin(_rules.Length, _slots, _keys);
        _index.Find(query, scratch);
        var unknown = false;
        foreach (var ordinal in scratch.Candidates)
        {
            var rule = _rules[ordinal];
            var outcome = rule.Evaluate(query, scratch, scratch.NameOutcome(ordinal), out var error);
            if (outcome != Outcome.No)
            {
                scratch.Hits.Add(new Hit(rule, outcome, error));
                unknown |= outcome == Outcome.Unknown;
            }
        }

        scratch.End();
        if (scratch.Hits.Count == 0)
        {
            return _default;
        }

        return unknown ? Loosest.Of(_sets, scratch.Hits, _default, query) : Verdicts.Of(_sets, scratch.Hits, _default, query);
    }

    /// <summary>How the verdict on a call comes about, for people: walks every rule and condition.</summary>
    public RuleTrace Explain(in RuleQuery query) => Tracer.Trace(this, query);

    /// <summary>
    /// Builds the automata of regular expressions, which otherwise happens at the first call that meets each. Takes milliseconds for each; a
    /// program that wants its first call to be quick lets another thread do this while it starts.
    /// </summary>
    public void Warm(CancellationToken ct = default)
    {
        foreach (var rule in _rules)
        {
            foreach (var argument in rule.Rule.Args)
            {
                ct.ThrowIfCancellationRequested();
                argument.Predicate.Warm();
            }
        }
    }

    /// <summary>Whether a rule speaks of the call's name. A rule about every name does only where it asks for nothing else.</summary>
    internal bool Names(in RuleQuery query)
    {
        var scratch = BeginTrace();
        _index.Find(query, scratch);
        foreach (var ordinal in scratch.Candidates)
        {
            var rule = _rules[ordinal];
            if (rule.Conditions.Length == 0 || (rule.Rule.Tools.Count > 0 && !rule.Rule.Tools.Any(t => t.MatchesAll)))
            {
                return true;
            }
        }

        return false;
    }

    internal CompiledRule Rule(int ordinal) => _rules[ordinal];

    internal void Find(in RuleQuery query, DecisionScratch scratch) => _index.Find(query, scratch);

    internal DecisionScratch BeginTrace() => DecisionScratch.Begin(_rules.Length, _slots, _keys);
}
