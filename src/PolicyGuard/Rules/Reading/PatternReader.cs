using PolicyGuard.Calls;
using PolicyGuard.Text;

namespace PolicyGuard.Rules.Reading;

/// <summary>Reads the patterns of one load. Equal regular expressions are compiled once, however many rules of however many files share them.</summary>
internal sealed class PatternReader
{
    private readonly Dictionary<string, NamePattern> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinearPattern> _values = new(StringComparer.Ordinal);

    public IReadOnlyList<NamePattern> Globs(IEnumerable<SourceScalar> scalars, Complaints complaints) => Names(scalars, complaints, regex: false);

    public IReadOnlyList<NamePattern> Regexes(IEnumerable<SourceScalar> scalars, Complaints complaints) => Names(scalars, complaints, regex: true);

    private List<NamePattern> Names(IEnumerable<SourceScalar> scalars, Complaints complaints, bool regex)
    {
        var result = new List<NamePattern>();
        foreach (var scalar in scalars)
        {
            var key = (regex ? "r" : "g") + scalar.Text;
            if (!_names.TryGetValue(key, out var pattern))
            {
                if (!(regex ? NamePattern.TryParseRegex(scalar.Text, out pattern, out var fault) : NamePattern.TryParseGlob(scalar.Text, out pattern, out fault)))
                {
                    complaints.Error(scalar, regex ? "bad-regex" : "bad-glob", $"`{scalar.Text}`: {fault}");
                    continue;
                }

                _names[key] = pattern!;
            }

            result.Add(pattern!);
        }

        return result;
    }

    /// <summary>A regular expression over values, or null where it cannot be matched in linear time.</summary>
    public LinearPattern? Value(SourceScalar scalar, Complaints complaints)
    {
        if (_values.TryGetValue(scalar.Text, out var pattern))
        {
            return pattern;
        }

        if (!LinearPattern.TryCreate(scalar.Text, out pattern, out var fault))
        {
            complaints.Error(scalar, "bad-regex", $"`{scalar.Text}`: {fault}");
            return null;
        }

        return _values[scalar.Text] = pattern!;
    }

    /// <summary>One pattern that says what any of some sound patterns says, or null where together they are too large.</summary>
    public LinearPattern? AnyOf(IReadOnlyList<string> texts)
    {
        var joined = string.Join('|', texts.Select(t => $"(?:{t})"));
        if (!_values.TryGetValue(joined, out var pattern) && LinearPattern.TryCreate(joined, out pattern, out _))
        {
            _values[joined] = pattern!;
        }

        return pattern;
    }

    /// <summary>Labels; <c>custom</c> and <c>custom:*</c> stand for any custom label.</summary>
    public static (LabelSet Labels, bool AnyCustom) Labels(IEnumerable<SourceScalar> scalars, Complaints complaints)
    {
        var labels = LabelSet.None;
        var any = false;
        foreach (var scalar in scalars)
        {
            if (scalar.Text is "custom" or "custom:*")
            {
                any = true;
            }
            else if (LabelSet.TryParse(scalar.Text, out var label))
            {
                labels = labels.Union(label);
            }
            else
            {
                var near = Suggestion.Nearest(scalar.Text, LabelSet.BuiltIn);
                complaints.Error(scalar, "unknown-label", $"`{scalar.Text}` is not a label: expected {string.Join(", ", LabelSet.BuiltIn)} or custom:<word>",
                    near is null ? null : $"did you mean `{near}`?");
            }
        }

        return (labels, any);
    }
}
