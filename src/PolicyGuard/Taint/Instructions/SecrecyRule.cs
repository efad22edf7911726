namespace PolicyGuard.Taint.Instructions;

/// <summary>The user is not to be told.</summary>
internal static class SecrecyRule
{
    public static double Weigh(in Sentence s)
    {
        var weight = 0.0;
        for (var tell = s.IndexOf(WordClass.Tell); tell >= 0; tell = s.IndexOf(WordClass.Tell, tell + 1))
        {
            var foreign = s.Tokens[tell].Is(WordClass.Foreign);
            if (s.IndexOf(WordClass.Not, tell - 5, foreign ? tell + 4 : tell) < 0)
            {
                continue;
            }

            var user = s.IndexOf(WordClass.User, foreign ? tell - 8 : tell + 1, tell + 6) >= 0;
            var commanded = s.IndexOf(WordClass.Not) is var not && (not <= s.Head + 1 || s.IndexOf(WordClass.Must | WordClass.Second, not - 4, not) >= 0 || s.Tokens[not].Before >= Break.Comma || s.Is(not, "without") || Joined(s, not));
            var weighs = foreign ? (user ? 0.6 : 0) : user && commanded ? 0.7 : commanded && s.IndexOf(WordClass.That, tell + 1, tell + 5) >= 0 ? 0.4 : 0;
            weight = Math.Max(weight, weighs);
        }

        if (s.Has(WordClass.Stealth) && s.IndexOf(WordClass.Act | WordClass.Gather | WordClass.Use) is var verb and >= 0 && s.IndexOf(WordClass.Stealth) is var how && Math.Abs(how - verb) <= 2 && !s.Is(verb, "using") && (verb == s.Head || how == s.Head || s.IsBound))
        {
            weight = Math.Max(weight, 0.6);
        }

        // "the user must not know", "so that the user does not notice"
        var who = s.IndexOf(WordClass.User);
        return who >= 0 && s.IndexOf(WordClass.Not, who + 1, who + 4) is var no and >= 0 && (s.Is(no + 1, "know") || s.Is(no + 1, "notice") || s.Is(no + 1, "see") || s.Is(no + 1, "be") || s.Is(no + 2, "aware"))
            ? Math.Max(weight, 0.6) : weight;
    }

    // "… and do not", "… but never": the second command of a sentence.
    private static bool Joined(in Sentence s, int not)
    {
        var before = not - (s.Is(not - 1, "do") ? 2 : 1);
        return s.Is(before, "and") || s.Is(before, "but") || s.Is(before, "then") || s.Is(before, "so") || (before + 1 > 0 && before + 1 < s.Tokens.Length && s.Tokens[before + 1].Before >= Break.Comma);
    }
}
