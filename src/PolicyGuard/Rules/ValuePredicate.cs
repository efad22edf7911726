using System.Buffers;
using System.Globalization;
using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>What a value has to be. Letter case never counts. A value is looked at in its text form: <c>5</c>, <c>true</c>, <c>null</c>.</summary>
public abstract class ValuePredicate
{
    /// <summary>Whether the text satisfies the predicate.</summary>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A pattern took too long.</exception>
    internal abstract bool Takes(ReadOnlySpan<char> text);

    /// <summary>A text that is likely to satisfy the predicate, or null where none can be made up.</summary>
    internal virtual string? Sample() => null;

    /// <summary>Builds what would otherwise be built at the first look.</summary>
    internal virtual void Warm()
    {
    }

    /// <summary>The canonical spelling, for hashing and for people.</summary>
    public abstract override string ToString();

    /// <summary>One of the alternatives holds.</summary>
    internal sealed class AnyOf(ValuePredicate[] alternatives) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text)
        {
            foreach (var alternative in alternatives)
            {
                if (alternative.Takes(text))
                {
                    return true;
                }
            }

            return false;
        }

        internal override void Warm()
        {
            foreach (var alternative in alternatives)
            {
                alternative.Warm();
            }
        }

        internal override string? Sample() => alternatives.Select(a => a.Sample()).FirstOrDefault(s => s is not null);

        public override string ToString() => $"({string.Join<ValuePredicate>(" or ", alternatives)})";
    }

    /// <summary>All of the parts hold.</summary>
    internal sealed class AllOf(ValuePredicate[] parts) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text)
        {
            foreach (var part in parts)
            {
                if (!part.Takes(text))
                {
                    return false;
                }
            }

            return true;
        }

        internal override void Warm()
        {
            foreach (var part in parts)
            {
                part.Warm();
            }
        }

        internal override string? Sample() => parts.Select(p => p.Sample()).FirstOrDefault(s => s is not null && Takes(s));

        public override string ToString() => $"({string.Join<ValuePredicate>(" and ", parts)})";
    }

    /// <summary>The part does not hold.</summary>
    internal sealed class Not(ValuePredicate part) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => !part.Takes(text);

        internal override void Warm() => part.Warm();

        internal override string? Sample() => new[] { "x", "", "0" }.FirstOrDefault(s => Takes(s));

        public override string ToString() => $"not {part}";
    }

    /// <summary>The whole value matches a glob; <c>*</c> takes anything, <c>/</c> and newlines included.</summary>
    internal sealed class GlobOf(Glob glob) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => glob.IsMatchIgnoreCase(text);

        internal override string? Sample() => glob.Sample();

        public override string ToString() => $"glob {glob}";
    }

    /// <summary>The pattern occurs in the value.</summary>
    internal sealed class RegexOf(LinearPattern pattern) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => pattern.IsMatch(text);

        internal override void Warm() => pattern.Warm();

        // Only of an expression that is a plain word.
        internal override string? Sample() => pattern.IsMatch(pattern.Written) ? pattern.Written : null;

        public override string ToString() => $"regex {pattern}";
    }

    /// <summary>The text occurs in the value.</summary>
    internal sealed class Contains(string part) : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

        internal override string? Sample() => part;

        public override string ToString() => $"contains {part}";
    }

    /// <summary>One of the texts occurs in the value; all are looked for in one pass.</summary>
    internal sealed class ContainsAny(string[] texts) : ValuePredicate
    {
        private readonly SearchValues<string> _texts = SearchValues.Create(texts, StringComparison.OrdinalIgnoreCase);

        internal override bool Takes(ReadOnlySpan<char> text) => text.ContainsAny(_texts);

        internal override string? Sample() => texts[0];

        public override string ToString() => $"({string.Join(" or ", texts.Select(t => $"contains {t}"))})";
    }

    /// <summary>The value is the text, or the same number in another spelling.</summary>
    internal sealed class EqualTo(string wanted) : ValuePredicate
    {
        private readonly decimal? _number = Number(wanted);

        internal override bool Takes(ReadOnlySpan<char> text) =>
            text.Equals(wanted, StringComparison.OrdinalIgnoreCase) || (_number is { } number && Number(text) == number);

        private static decimal? Number(ReadOnlySpan<char> text) =>
            text.Length < 64 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

        internal override string? Sample() => wanted;

        public override string ToString() => $"equals {wanted}";
    }

    /// <summary>The key is there, whatever its value.</summary>
    internal sealed class Present : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => true;

        internal override string? Sample() => "x";

        public override string ToString() => "exists";
    }

    /// <summary>The key is not there.</summary>
    internal sealed class Absent : ValuePredicate
    {
        internal override bool Takes(ReadOnlySpan<char> text) => false;

        public override string ToString() => "does not exist";
    }
}
