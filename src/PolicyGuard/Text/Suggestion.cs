namespace PolicyGuard.Text;

/// <summary>Finds what somebody may have meant by a word that is not known.</summary>
public static class Suggestion
{
    /// <summary>The known word that is nearest to what was written, or null where none is near: at most a third of its letters differ.</summary>
    /// <param name="written">The word as written; compared without regard to letter case, <c>-</c> and <c>_</c>.</param>
    /// <param name="known">The words that would be right.</param>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > 100)
        {
            return null;
        }

        var plain = Plain(written);
        string? best = null;
        var least = Math.Max(1, plain.Length / 3) + 1;
        foreach (var word in known)
        {
            var distance = Distance(plain, Plain(word), least);
            if (distance < least)
            {
                (best, least) = (word, distance);
            }
        }

        return best;
    }

    private static string Plain(string word) => word.ToLowerInvariant().Replace('-', '_');

    // Optimal string alignment: insertions, deletions, replacements and swapped neighbours count one each.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit)
        {
            return limit;
        }

        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var now = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[b.Length];
    }
}
