using System.Buffers;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>One part of a token's form: one of a few literals, or a run of a class of characters.</summary>
/// <param name="Literals">The literals; empty for a run.</param>
/// <param name="Class">The characters of a run; null for literals.</param>
/// <param name="Least">How many characters at least.</param>
/// <param name="Most">How many characters at most.</param>
internal sealed record TokenPart(IReadOnlyList<string> Literals, SearchValues<char>? Class, int Least, int Most)
{
    /// <summary>How many characters it takes at a place, as many as it can; negative where it does not fit.</summary>
    public int Forward(ReadOnlySpan<char> text, int at)
    {
        if (Class is null)
        {
            return LiteralAt(text[at..])?.Length ?? -1;
        }

        // Bounded before it is measured, so that a text made of beginnings is not read to its end at each of them.
        var window = text.Slice(at, Math.Min(Most, text.Length - at));
        var end = window.IndexOfAnyExcept(Class);
        var run = end < 0 ? window.Length : end;
        return run < Least ? -1 : run;
    }

    /// <summary>How many characters it takes before a place, not reaching back beyond <paramref name="from"/>; negative where it does not fit.</summary>
    public int Backward(ReadOnlySpan<char> text, int end, int from)
    {
        if (Class is null)
        {
            foreach (var literal in Literals)
            {
                if (end - literal.Length >= from && text[..end].EndsWith(literal, StringComparison.Ordinal))
                {
                    return literal.Length;
                }
            }

            return -1;
        }

        var run = 0;
        while (run < Most && end - run > from && Class.Contains(text[end - run - 1]))
        {
            run++;
        }

        return run < Least ? -1 : run;
    }

    /// <summary>The literal that stands at the beginning, or null.</summary>
    public string? LiteralAt(ReadOnlySpan<char> text)
    {
        foreach (var literal in Literals)
        {
            if (text.StartsWith(literal, StringComparison.Ordinal))
            {
                return literal;
            }
        }

        return null;
    }
}
