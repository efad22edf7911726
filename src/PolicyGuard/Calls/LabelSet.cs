using System.Collections.Immutable;

namespace PolicyGuard.Calls;

/// <summary>
/// An immutable set of data labels: <c>secret</c>, <c>pii</c>, <c>user_input</c>, <c>llm_output</c>, <c>untrusted_external</c> and
/// <c>custom:*</c>. The built-in ones are bits, so the usual case neither allocates nor searches.
/// </summary>
public readonly struct LabelSet : IEquatable<LabelSet>
{
    private readonly byte _bits;
    private readonly ImmutableArray<string> _custom;

    private LabelSet(byte bits, ImmutableArray<string> custom)
    {
        _bits = bits;
        _custom = custom;
    }

    /// <summary>The built-in labels as they are written.</summary>
    public static readonly ImmutableArray<string> BuiltIn = ["secret", "pii", "user_input", "llm_output", "untrusted_external"];

    /// <summary>No label.</summary>
    public static readonly LabelSet None;

    /// <summary>Credentials and keys.</summary>
    public static readonly LabelSet Secret = new(1, default);

    /// <summary>Personal data.</summary>
    public static readonly LabelSet Pii = new(2, default);

    /// <summary>Whether no label is set.</summary>
    public bool IsEmpty => _bits == 0 && _custom.IsDefaultOrEmpty;

    /// <summary>Whether a <c>custom:*</c> label is set.</summary>
    public bool HasCustom => !_custom.IsDefaultOrEmpty;

    /// <summary>Reads one label; false where it is neither built in nor <c>custom:*</c> (lower case, letters, digits, <c>_ - .</c>).</summary>
    public static bool TryParse(string? text, out LabelSet label)
    {
        label = None;
        if (text is null)
        {
            return false;
        }

        var builtIn = BuiltIn.IndexOf(text);
        if (builtIn >= 0)
        {
            label = new((byte)(1 << builtIn), default);
            return true;
        }

        if (!text.StartsWith("custom:", StringComparison.Ordinal) || text.Length is < 8 or > 64
            || text.AsSpan(7).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_-."))
        {
            return false;
        }

        label = new(0, [text]);
        return true;
    }

    /// <summary>The labels of both sets.</summary>
    public LabelSet Union(LabelSet other)
    {
        var bits = (byte)(_bits | other._bits);
        if (other._custom.IsDefaultOrEmpty)
        {
            return new(bits, _custom);
        }

        return _custom.IsDefaultOrEmpty
            ? new(bits, other._custom)
            : new(bits, [.. _custom.Union(other._custom, StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Whether the sets share a label.</summary>
    public bool Overlaps(LabelSet other)
    {
        if ((_bits & other._bits) != 0)
        {
            return true;
        }

        return !_custom.IsDefaultOrEmpty && !other._custom.IsDefaultOrEmpty && _custom.Intersect(other._custom, StringComparer.Ordinal).Any();
    }

    /// <summary>The labels as they are written, built-in ones first.</summary>
    public IReadOnlyList<string> Names()
    {
        var names = new List<string>();
        for (var i = 0; i < BuiltIn.Length; i++)
        {
            if ((_bits & (1 << i)) != 0)
            {
                names.Add(BuiltIn[i]);
            }
        }

        if (!_custom.IsDefaultOrEmpty)
        {
            names.AddRange(_custom);
        }

        return names;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet other) => _bits == other._bits
        && (_custom.IsDefaultOrEmpty ? other._custom.IsDefaultOrEmpty : !other._custom.IsDefaultOrEmpty && _custom.SequenceEqual(other._custom));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LabelSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_bits, _custom.IsDefaultOrEmpty ? 0 : _custom.Length);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Names());

    /// <summary>Whether both sets hold the same labels.</summary>
    public static bool operator ==(LabelSet left, LabelSet right) => left.Equals(right);

    /// <summary>Whether the sets differ.</summary>
    public static bool operator !=(LabelSet left, LabelSet right) => !left.Equals(right);
}
