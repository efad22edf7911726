namespace PolicyGuard.Taint.Instructions;

/// <summary>Something shall be done before, after or instead of what the agent was asked for.</summary>
internal static class DetourRule
{
    public static double Weigh(in Sentence s)
    {
        var around = s.IndexOf(WordClass.Around);
        if (around < 0)
        {
            return 0;
        }

        // The task as the reader's own: "the task that I gave you", "your task", "answering the user".
        if (s.IndexOf(WordClass.Tool | WordClass.Identifier, around + 1, around + 5) is var tool and >= 0 && (s.Is(around, "instead") || s.Is(tool - 1, "this")))
        {
            // How documentation says when to use a tool, and what has to be done before; only what else stands there can make it worse.
            return s.IsBound && s.IndexOf(WordClass.Use, around) >= 0 && s.IndexOf(WordClass.Identifier, tool + 1) >= 0 ? 0.45 : 0;
        }

        var task = s.IndexOf(WordClass.Task | WordClass.Speak | WordClass.Tool | WordClass.Identifier, around + 1, around + 12);
        var readers = s.Has(WordClass.Second);
        var command = s.Has(WordClass.Please) || s.IsPolite || s.IsBound || (s.Has(WordClass.Must) && readers) || s.Commands(WordClass.Act | WordClass.Gather | WordClass.Use);
        if (task >= 0 && command && s.Has(WordClass.Act | WordClass.Gather | WordClass.Use | WordClass.Obey))
        {
            return s.IndexOf(WordClass.First, around) >= 0 && readers ? 0.75 : s.IndexOf(WordClass.User | WordClass.Tool | WordClass.Identifier, around) >= 0 ? 0.65 : readers ? 0.5 : 0.3;
        }

        // "do X instead", "after you do that, you can solve the task"
        return task >= 0 && readers && s.Has(WordClass.Can) && s.Has(WordClass.That) && s.Has(WordClass.Task) ? 0.55
            : s.Is(s.Tokens.Length - 1, "instead") && s.Head < s.Tokens.Length && s.Tokens[s.Head].Is(WordClass.Act) ? 0.45 : 0;
    }
}
