namespace PolicyGuard.Taint.Flow.Values;

/// <summary>Splits a name into its words: <c>GmailSendEmail</c>, <c>send_email</c>, <c>get-tickets</c>, <c>HTTPFetch2</c>.</summary>
internal static class NameWords
{
    private const int MaxWords = 24;

    /// <summary>The words in lower case, at most 24; digits by themselves are left out.</summary>
    public static IReadOnlyList<string> Of(string name)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= name.Length && words.Count < MaxWords; i++)
        {
            var inside = i < name.Length && char.IsLetter(name[i]);
            if (start >= 0 && (!inside || Breaks(name, i)))
            {
                words.Add(name[start..i].ToLowerInvariant());
                start = -1;
            }

            if (inside && start < 0)
            {
                start = i;
            }
        }

        return words;
    }

    // At a capital after a small letter, and at the last capital of a run that a small letter follows.
    private static bool Breaks(string name, int i) =>
        char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (char.IsUpper(name[i - 1]) && i + 1 < name.Length && char.IsLower(name[i + 1])));
}
