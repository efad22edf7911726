using System.Globalization;

namespace PolicyGuard.Text;

/// <summary>Reads the keys of one mapping by name and type, and says of every fault where it is, what was found and what was expected.</summary>
internal sealed class KeyReader
{
    private readonly Complaints _complaints;

    /// <param name="map">The mapping.</param>
    /// <param name="what">What it is, for messages: <c>a rule</c>.</param>
    /// <param name="known">The keys that it may have.</param>
    /// <param name="complaints">Where faults go.</param>
    /// <param name="meant">Words from elsewhere that people use for a known key.</param>
    public KeyReader(SourceMap map, string what, IReadOnlyList<string> known, Complaints complaints, IReadOnlyDictionary<string, string>? meant = null)
    {
        Map = map;
        What = what;
        _complaints = complaints;
        foreach (var (key, _) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                var near = meant?.GetValueOrDefault(key.Text) ?? Suggestion.Nearest(key.Text, known);
                complaints.Error(key, "unknown-key", $"`{key.Text}` is not a key of {what}",
                    near is null ? $"its keys are {string.Join(", ", known)}" : $"did you mean `{near}`?");
            }
        }
    }

    public SourceMap Map { get; }

    public string What { get; }

    /// <summary>The value of a key, or null where it is not there.</summary>
    public SourceNode? this[string key] => Map[key];

    /// <summary>A text that must be there and not be blank; on a fault, the fallback.</summary>
    public string Required(string key, string fallback)
    {
        if (Map[key] is { } node)
        {
            return Text(node, key) ?? fallback;
        }

        _complaints.Error(Map, "missing-key", $"{What} has no `{key}`");
        return fallback;
    }

    /// <summary>A text, or null where the key is not there.</summary>
    public string? Optional(string key) => Map[key] is { } node ? Text(node, key, blank: true) : null;

    /// <summary>A boolean, or the fallback.</summary>
    public bool Bool(string key, bool fallback)
    {
        switch (Map[key])
        {
            case null:
                return fallback;
            case SourceScalar { Type: ScalarKind.Bool } scalar:
                return scalar.Text is ['t' or 'T', ..];
            case var node:
                WrongType(node, key, "true or false");
                return fallback;
        }
    }

    /// <summary>A whole number, or the fallback.</summary>
    public int Int(string key, int fallback)
    {
        switch (Map[key])
        {
            case null:
                return fallback;
            case SourceScalar { Type: ScalarKind.Number } scalar when int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number;
            case var node:
                WrongType(node, key, "a whole number");
                return fallback;
        }
    }

    /// <summary>One of a closed list of words, or null where the key is not there or wrong.</summary>
    public string? Word(string key, IReadOnlyList<string> words) => Map[key] is { } node ? WordOf(node, key, words) : null;

    /// <summary>A node that must be one of a closed list of words.</summary>
    public string? WordOf(SourceNode node, string key, IReadOnlyList<string> words)
    {
        if (node is not SourceScalar scalar)
        {
            WrongType(node, key, $"one of {string.Join(", ", words)}");
            return null;
        }

        if (words.Contains(scalar.Text))
        {
            return scalar.Text;
        }

        var near = Suggestion.Nearest(scalar.Text, words);
        _complaints.Error(scalar, "unknown-value", $"`{scalar.Text}` is not a value of `{key}`: expected one of {string.Join(", ", words)}",
            near is null ? null : $"did you mean `{near}`?");
        return null;
    }

    /// <summary>A list of single values; empty where the key is not there. A single value where the list belongs is an error.</summary>
    public IReadOnlyList<SourceScalar> List(string key)
    {
        switch (Map[key])
        {
            case null:
                return [];
            case SourceList list:
                return Scalars(list, key);
            case SourceScalar scalar:
                _complaints.Error(scalar, "list-expected", $"`{key}` is a list, found {Shown(scalar)}", $"write `{key}: [{Quoted(scalar)}]`");
                return [];
            case var node:
                WrongType(node, key, "a list");
                return [];
        }
    }

    /// <summary>A list with at least one value: an empty one would match nothing, or everything, and its author knows which; we do not.</summary>
    public IReadOnlyList<SourceScalar> NonEmptyList(string key)
    {
        if (Map[key] is SourceList { Items.Count: 0 } empty)
        {
            _complaints.Error(empty, "empty-list", $"`{key}` is empty", "leave the key out where it asks for nothing");
        }

        return List(key);
    }

    /// <summary>A list of mappings; empty where the key is not there.</summary>
    public IReadOnlyList<SourceMap> Maps(string key, string what)
    {
        if (Map[key] is not { } node)
        {
            return [];
        }

        if (node is not SourceList list)
        {
            WrongType(node, key, "a list");
            return [];
        }

        foreach (var item in list.Items.Where(i => i is not SourceMap))
        {
            _complaints.Error(item, "wrong-type", $"{what} is a mapping, found {Shown(item)}");
        }

        return [.. list.Items.OfType<SourceMap>()];
    }

    /// <summary>A mapping, or null where the key is not there or something else.</summary>
    public SourceMap? MapOf(string key)
    {
        switch (Map[key])
        {
            case null:
                return null;
            case SourceMap map:
                return map;
            case var node:
                WrongType(node, key, "a mapping");
                return null;
        }
    }

    /// <summary>The single values of a list, or of one value.</summary>
    public IReadOnlyList<SourceScalar> OneOrMore(SourceNode node, string key) => node switch
    {
        SourceScalar scalar => IsNothing(scalar, key) ? [] : [scalar],
        SourceList list => Scalars(list, key),
        _ => Wrong(node, key, "a value or a list of values"),
    };

    /// <summary>Says that a value is of the wrong type.</summary>
    public void WrongType(SourceNode node, string key, string expected) =>
        _complaints.Error(node, "wrong-type", $"`{key}` is {expected}, found {Shown(node)}");

    private IReadOnlyList<SourceScalar> Wrong(SourceNode node, string key, string expected)
    {
        WrongType(node, key, expected);
        return [];
    }

    private List<SourceScalar> Scalars(SourceList list, string key)
    {
        var result = new List<SourceScalar>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not SourceScalar scalar)
            {
                _complaints.Error(item, "wrong-type", $"`{key}` is a list of texts, found {Shown(item)} in it");
            }
            else if (!IsNothing(scalar, key))
            {
                result.Add(scalar);
            }
        }

        return result;
    }

    private bool IsNothing(SourceScalar scalar, string key)
    {
        if (scalar.Type == ScalarKind.Null)
        {
            _complaints.Error(scalar, "wrong-type", $"`{key}` has no value here");
            return true;
        }

        return false;
    }

    private string? Text(SourceNode node, string key, bool blank = false)
    {
        if (node is not SourceScalar scalar || scalar.Type == ScalarKind.Null)
        {
            WrongType(node, key, "a text");
            return null;
        }

        if (!blank && string.IsNullOrWhiteSpace(scalar.Text))
        {
            _complaints.Error(scalar, "blank", $"`{key}` is blank");
            return null;
        }

        return scalar.Text;
    }

    /// <summary>A value for a message: what it is, and what it says.</summary>
    public static string Shown(SourceNode node) => node is SourceScalar { Type: not ScalarKind.Null } scalar
        ? $"{scalar.Kind} `{(scalar.Text.Length > 60 ? scalar.Text[..57] + "..." : scalar.Text)}`"
        : node.Kind;

    private static string Quoted(SourceScalar scalar) => $"\"{scalar.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
