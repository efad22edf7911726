namespace PolicyGuard.Taint.Instructions;

/// <summary>An order that waits for its hour: when the user asks for this, always do that.</summary>
internal static class TriggerRule
{
    public static double Weigh(in Sentence s)
    {
        var when = s.IndexOf(WordClass.When);
        if (when < 0)
        {
            return 0;
        }

        var user = s.IndexOf(WordClass.User, when + 1, when + 4);
        var asks = user >= 0 && s.IndexOf(WordClass.Asks | WordClass.Task, user + 1, user + 4) >= 0;
        var called = s.IndexOf(WordClass.Use, when + 1, when + 5) >= 0 && s.IndexOf(WordClass.Identifier | WordClass.Tool, when + 1, when + 8) >= 0;
        if (!asks && !called)
        {
            return 0;
        }

        // "when the user asks for the weather, use this tool" is what a description is for.
        var itself = s.IndexOf(WordClass.Use, when + 3) is var use and >= 0 && s.IndexOf(WordClass.That, use + 1, use + 3) >= 0 && s.IndexOf(WordClass.Act, when + 3) < 0;
        if (itself)
        {
            return 0.3;
        }

        var must = s.IndexOf(WordClass.Must, when + 1) >= 0;
        var act = s.IndexOf(WordClass.Act | WordClass.Use | WordClass.Drop, when + 3) >= 0;
        return (must, act, s.Has(WordClass.Second)) switch { (true, true, true) => 0.65, (true, true, _) => 0.55, (_, true, true) => 0.35, _ => 0 };
    }
}
