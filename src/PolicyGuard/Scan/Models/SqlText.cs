namespace PolicyGuard.Scan.Models;

/// <summary>Whether a text is an SQL statement: a verb in front, and a word that goes with it.</summary>
internal static class SqlText
{
    private static readonly (string Verb, string[] With)[] Verbs =
    [
        ("select", ["from", "where"]), ("insert", ["into", "values"]), ("update", ["set"]), ("delete", ["from"]), ("replace", ["into"]), ("merge", ["into", "using"]),
        ("create", ["table", "database", "view", "user", "index", "role"]), ("alter", ["table", "database", "user", "role"]), ("drop", ["table", "database", "view", "user", "index"]),
        ("with", ["select"]), ("grant", ["to"]), ("truncate", ["table"]),
    ];

    public static bool Is(string first, IEnumerable<string> literals)
    {
        var start = first.AsSpan().TrimStart();
        foreach (var (verb, with) in Verbs)
        {
            if (start.StartsWith(verb, StringComparison.OrdinalIgnoreCase) && start.Length > verb.Length && char.IsWhiteSpace(start[verb.Length]))
            {
                return literals.Any(literal => with.Any(word => HasWord(literal, word)));
            }
        }

        return false;
    }

    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
