namespace PolicyGuard.Taint.Instructions;

/// <summary>What was said before shall count no more.</summary>
internal static class OverrideRule
{
    private const int Near = 8;

    public static double Weigh(in Sentence s)
    {
        if (!s.Has(WordClass.Drop))
        {
            return Not(s);
        }

        var best = 0.0;
        for (var verb = s.IndexOf(WordClass.Drop); verb >= 0; verb = s.IndexOf(WordClass.Drop, verb + 1))
        {
            best = Math.Max(best, s.Tokens[verb].Is(WordClass.Foreign) ? Foreign(s, verb) : English(s, verb));
        }

        return best;
    }

    private static double English(in Sentence s, int verb)
    {
        var negated = s.IndexOf(WordClass.Not, verb - 3, verb) >= 0;
        // "can be ignored" is another form; what is left to tell apart is "you can override the existing rules".
        var commanded = verb == s.Head || s.IndexOf(WordClass.Must | WordClass.Please | WordClass.Lead, verb - 4, verb) >= 0 || s.Tokens[verb].Before >= Break.Comma;
        var allowed = s.Is(verb - 2, "you") && s.Tokens[verb - 1].Is(WordClass.Can);
        if (negated || !commanded || allowed)
        {
            return 0;
        }

        var prior = s.IndexOf(WordClass.Prior, verb + 1, verb + Near) >= 0;
        var order = s.IndexOf(WordClass.Order | WordClass.Task, verb + 1, verb + Near + 3) >= 0;
        var whole = s.IndexOf(WordClass.Whole | WordClass.Second, verb + 1, verb + 4) >= 0;
        var letter = s.IndexOf(WordClass.Letter, verb + 1, verb + Near) >= 0;
        return (prior, order, whole) switch
        {
            (true, true, true) => 0.95,
            (true, true, _) => 0.85,
            (true, false, true) when letter => 0.3,
            (true, false, true) => 0.65,
            (_, true, true) => 0.65,
            (true, false, false) when !letter => s.IndexOf(WordClass.That, verb + 1, verb + 4) >= 0 ? 0 : 0.35,
            _ => 0,
        };
    }

    private static double Foreign(in Sentence s, int verb)
    {
        var prior = s.IndexOf(WordClass.Prior, verb - Near, verb + Near) >= 0;
        var order = s.IndexOf(WordClass.Order, verb - Near, verb + Near) >= 0;
        return (prior, order) switch { (true, true) => 0.9, (false, true) => 0.4, _ => 0 };
    }

    // "do not follow the instructions above", "stop following your instructions"
    private static double Not(in Sentence s)
    {
        for (var obey = s.IndexOf(WordClass.Obey, 1); obey >= 0; obey = s.IndexOf(WordClass.Obey, obey + 1))
        {
            if ((s.IndexOf(WordClass.Not, obey - 2, obey) >= 0 || s.Is(obey - 1, "stop")) && obey <= s.Head + 2
                && s.IndexOf(WordClass.Prior, obey, obey + Near) >= 0 && s.IndexOf(WordClass.Order, obey, obey + Near) >= 0)
            {
                return 0.75;
            }
        }

        return 0;
    }
}
