namespace PolicyGuard.Text;

/// <summary>
/// Estimates how many positions a regular expression has once its counted repetitions are unrolled (<c>(a{100}){100}</c> has 10,000).
/// The engine bounds time per position, not positions; we do. The estimate need not be exact: a pattern that it misreads is refused
/// by the engine's own parser, and an unlisted construct counts at least one.
/// </summary>
internal static class PatternSize
{
    /// <summary>The estimate, capped at <see cref="int.MaxValue"/>.</summary>
    public static int Estimate(string pattern)
    {
        var groups = new Stack<long>();
        long sum = 0;
        long atom = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    groups.Push(sum + atom);
                    (sum, atom) = (0, 0);
                    break;
                case ')' when groups.Count > 0:
                    (sum, atom) = (groups.Pop(), Math.Max(1, sum + atom));
                    break;
                case '{' when Repetition(pattern, i, out var end) is var times and > 0:
                    atom = Cap(atom * times);
                    i = end;
                    break;
                case '*' or '+' or '?':
                    break;
                case '[':
                    (sum, atom) = (Cap(sum + atom), 1);
                    i = ClassEnd(pattern, i);
                    break;
                case '\\':
                    (sum, atom) = (Cap(sum + atom), 1);
                    i++;
                    break;
                default:
                    (sum, atom) = (Cap(sum + atom), 1);
                    break;
            }
        }

        while (groups.Count > 0)
        {
            sum = Cap(sum + groups.Pop());
        }

        return (int)Cap(sum + atom);
    }

    private static long Cap(long value) => Math.Min(value, int.MaxValue);

    // {n}, {n,} and {n,m}; 0 where the brace is a literal.
    private static long Repetition(string pattern, int start, out int end)
    {
        end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            return 0;
        }

        var body = pattern.AsSpan(start + 1, end - start - 1);
        var comma = body.IndexOf(',');
        var low = comma < 0 ? body : body[..comma];
        var high = comma < 0 || comma == body.Length - 1 ? low : body[(comma + 1)..];
        if (low.IsEmpty || low.ContainsAnyExceptInRange('0', '9') || high.ContainsAnyExceptInRange('0', '9'))
        {
            return 0;
        }

        return int.TryParse(high, out var times) ? Math.Max(1, times) : int.MaxValue;
    }

    /// <summary>Where the character class that begins at a position ends.</summary>
    public static int ClassEnd(string pattern, int start)
    {
        var i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            i++;
        }

        // A bracket that comes first stands for itself.
        for (var first = i; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
            }
            else if (pattern[i] == ']' && i > first)
            {
                return i;
            }
        }

        return pattern.Length;
    }
}
