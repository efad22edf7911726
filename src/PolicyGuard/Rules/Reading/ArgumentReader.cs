using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>
/// Reads <c>args</c>: a map from a key to what its values have to be. A text is a glob, a number or boolean is an equal value, a list is
/// any of its items, and a mapping holds <c>glob</c>, <c>regex</c>, <c>contains</c>, <c>equals</c>, <c>not</c> or <c>exists</c>, all of which have to hold.
/// </summary>
internal sealed class ArgumentReader(PatternReader patterns, Complaints complaints, Effect effect)
{
    /// <summary>The keys of a predicate; <c>docs/policies.md</c> explains each, and a test holds the two together.</summary>
    internal static readonly string[] Keys = ["glob", "regex", "contains", "equals", "not", "exists"];

    private static readonly Dictionary<string, string> Meant = new(StringComparer.Ordinal)
    {
        ["pattern"] = "regex", ["matches"] = "regex", ["eq"] = "equals", ["is"] = "equals", ["like"] = "glob", ["present"] = "exists",
    };

    public IReadOnlyList<ArgumentPattern> Read(KeyReader rule)
    {
        var result = new List<ArgumentPattern>();
        if (rule.MapOf("args") is not { } map)
        {
            return result;
        }

        if (map.Entries.Count == 0)
        {
            complaints.Error(map, "empty-condition", "`args` is empty", "leave the key out where it asks for nothing");
        }

        foreach (var (key, value) in map.Entries)
        {
            if (!ArgumentKey.TryParse(key.Text, out var where, out var fault))
            {
                complaints.Error(key, "bad-argument-key", $"`{key.Text}`: {fault}");
            }
            else if (Predicate(value, key.Text, top: true) is { } predicate)
            {
                result.Add(new ArgumentPattern(where!, predicate));
            }
        }

        return result;
    }

    private ValuePredicate? Predicate(SourceNode node, string key, bool top)
    {
        switch (node)
        {
            case SourceScalar { Type: ScalarKind.Null } nothing:
                complaints.Error(nothing, "wrong-type", $"`{key}` has no value", "write `{ exists: true }` to ask only whether it is there");
                return null;
            case SourceScalar { Type: ScalarKind.Text } text:
                return GlobOf(text);
            case SourceScalar scalar:
                return new ValuePredicate.EqualTo(scalar.Text);
            case SourceList list:
                return Any(list, item => item is SourceList ? null : Predicate(item, key, top: false), key);
            default:
                return All((SourceMap)node, key, top);
        }
    }

    private ValuePredicate? All(SourceMap map, string key, bool top)
    {
        var keys = new KeyReader(map, $"the predicate of `{key}`", Keys, complaints, Meant);
        if (map.Entries.Count == 0)
        {
            complaints.Error(map, "empty-condition", $"the predicate of `{key}` is empty");
        }

        if (map["exists"] is not null)
        {
            if (!top || map.Entries.Count > 1)
            {
                complaints.Error(map, "exists-alone", "`exists` stands alone: a value that is looked at is there anyway");
            }

            return keys.Bool("exists", true) ? new ValuePredicate.Present() : new ValuePredicate.Absent();
        }

        var parts = new List<ValuePredicate?>();
        foreach (var (word, value) in map.Entries)
        {
            parts.Add(word.Text switch
            {
                "glob" => Each(keys, value, "glob", GlobOf),
                "regex" => value is SourceList list ? AnyRegex(keys, list) : Each(keys, value, "regex", RegexOf),
                "contains" => value is SourceList list ? AnyText(keys, list) : Each(keys, value, "contains", Containing),
                "equals" => Each(keys, value, "equals", s => new ValuePredicate.EqualTo(s.Text)),
                "not" => Predicate(value, key, top: false) is { } part ? new ValuePredicate.Not(part) : null,
                _ => null,
            });
        }

        var all = parts.OfType<ValuePredicate>().ToArray();
        return all.Length == parts.Count && all.Length > 0 ? all.Length == 1 ? all[0] : new ValuePredicate.AllOf(all) : null;
    }

    private ValuePredicate? Each(KeyReader keys, SourceNode value, string word, Func<SourceScalar, ValuePredicate?> read) => value is SourceList list
        ? Any(list, item => item is SourceScalar { Type: not ScalarKind.Null } scalar ? read(scalar) : Wrong(keys, item, word), word)
        : value is SourceScalar { Type: not ScalarKind.Null } one ? read(one) : Wrong(keys, value, word);

    private static ValuePredicate? Wrong(KeyReader keys, SourceNode node, string word)
    {
        keys.WrongType(node, word, "a value or a list of values");
        return null;
    }

    private ValuePredicate? Any(SourceList list, Func<SourceNode, ValuePredicate?> read, string key)
    {
        if (list.Items.Count == 0)
        {
            complaints.Error(list, "empty-list", $"the list of `{key}` is empty: it would match nothing");
            return null;
        }

        var parts = new List<ValuePredicate>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is SourceList)
            {
                complaints.Error(item, "wrong-type", $"`{key}` holds a list in a list");
            }
            else if (read(item) is { } part)
            {
                parts.Add(part);
            }
        }

        return parts.Count == list.Items.Count ? parts.Count == 1 ? parts[0] : new ValuePredicate.AnyOf([.. parts]) : null;
    }

    private ValuePredicate? GlobOf(SourceScalar scalar)
    {
        if (Glob.TryParseValue(scalar.Text, out var glob, out var fault))
        {
            return new ValuePredicate.GlobOf(glob!);
        }

        complaints.Error(scalar, "bad-glob", $"`{scalar.Text}`: {fault}");
        return null;
    }

    private ValuePredicate? RegexOf(SourceScalar scalar)
    {
        if (effect == Effect.Allow && !(scalar.Text.StartsWith("\\A", StringComparison.Ordinal) || scalar.Text.StartsWith('^')))
        {
            complaints.Warning(scalar, "unanchored-allow", $"`{scalar.Text}` is searched for anywhere in the value, and the rule allows", "begin with `^` and end with `$`");
        }

        return patterns.Value(scalar, complaints) is { } pattern ? new ValuePredicate.RegexOf(pattern) : null;
    }

    // Each expression is read by itself, so that a fault is shown where it is; looked for are all of them in one pass.
    private ValuePredicate? AnyRegex(KeyReader keys, SourceList list)
    {
        if (Each(keys, list, "regex", RegexOf) is not { } each)
        {
            return null;
        }

        var texts = list.Items.Cast<SourceScalar>().Select(s => s.Text).ToArray();
        return patterns.AnyOf(texts) is { } one ? new ValuePredicate.RegexOf(one) : each;
    }

    private ValuePredicate? AnyText(KeyReader keys, SourceList list) => Each(keys, list, "contains", Containing) is null
        ? null
        : new ValuePredicate.ContainsAny([.. list.Items.Cast<SourceScalar>().Select(s => s.Text)]);

    private ValuePredicate? Containing(SourceScalar scalar)
    {
        if (scalar.Text.Length > 0)
        {
            return new ValuePredicate.Contains(scalar.Text);
        }

        complaints.Error(scalar, "blank", "`contains` is blank: every value contains nothing");
        return null;
    }
}
