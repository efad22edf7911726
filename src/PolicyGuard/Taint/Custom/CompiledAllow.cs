using PolicyGuard.Text;

namespace PolicyGuard.Taint.Custom;

/// <summary>Patterns and words that allow a detector's hit.</summary>
internal sealed class CompiledAllow(IReadOnlyList<LinearPattern> patterns, IReadOnlyList<string> words, AllowTarget target, bool all)
{
    /// <summary>Whether a hit is allowed.</summary>
    /// <param name="text">The text in which it stands.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="matchStart">Where the match begins.</param>
    /// <param name="matchLength">How long that is.</param>
    public bool Allows(ReadOnlySpan<char> text, int start, int length, int matchStart, int matchLength)
    {
        var value = text.Slice(start, length);
        var byPattern = patterns.Count > 0 && ByPattern(target switch
        {
            AllowTarget.Match => text.Slice(matchStart, matchLength),
            AllowTarget.Line => Line(text, matchStart, matchLength),
            _ => value,
        });
        var byWord = ByWord(value);
        return all ? (byPattern || patterns.Count == 0) && (byWord || words.Count == 0) : byPattern || byWord;
    }

    private bool ByPattern(ReadOnlySpan<char> text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }

    private bool ByWord(ReadOnlySpan<char> value)
    {
        foreach (var word in words)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Line(ReadOnlySpan<char> text, int start, int length)
    {
        var from = text[..start].LastIndexOf('\n') + 1;
        var end = text[(start + length)..].IndexOf('\n');
        return text[from..(end < 0 ? text.Length : start + length + end)];
    }
}
