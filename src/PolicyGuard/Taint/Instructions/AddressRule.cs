namespace PolicyGuard.Taint.Instructions;

/// <summary>The reader is spoken to as a machine, or is given a new task.</summary>
internal static class AddressRule
{
    public static double Weigh(in Sentence s)
    {
        var weight = 0.0;
        Add(ref weight, Letter(s));
        Add(ref weight, NewTask(s));
        Add(ref weight, Persona(s));
        Add(ref weight, OnlyATest(s));
        return weight;
    }

    // "this is an important message from me, X, to you, Y"; "a note to the assistant"; "attention AI:"
    private static double Letter(in Sentence s)
    {
        if (s.IndexOf(WordClass.Letter | WordClass.Alarm | WordClass.Order) is var what and >= 0 && s.IndexOf(WordClass.Preposition, what) is var to and >= 0)
        {
            for (; to >= 0 && to < what + 10; to = s.IndexOf(WordClass.Preposition, to + 1))
            {
                if (!s.Is(to, "to") && !s.Is(to, "for"))
                {
                    continue;
                }

                // "to the assistant", "to you, Claude"; not "to the AI community".
                if (s.IndexOf(WordClass.Agent, to + 1, to + 4) is var agent and >= 0 && (agent + 1 == s.Tokens.Length || s.Tokens[agent + 1].Before >= Break.Comma)
                    && (s.Has(WordClass.Second) || what < 3))
                {
                    return s.Has(WordClass.Second) ? 0.65 : 0.45;
                }

                if (s.Is(to + 1, "you") && s.IndexOf(WordClass.First, 0, to) >= 0 && s.IndexOf(WordClass.Alarm, 0, to) >= 0)
                {
                    return 0.5;
                }
            }
        }

        // "attention, assistant: …", "Claude, please …"
        var called = s.Vocative;
        return called > 0 && s.IndexOf(WordClass.Agent, 0, called) >= 0 && s.IndexOf(WordClass.Second | WordClass.Please, called) >= 0 ? 0.55 : 0;
    }

    // "strictly adhere to the following instruction", "follow these instructions", "here is your new task"
    private static double NewTask(in Sentence s)
    {
        var obey = s.IndexOf(WordClass.Obey);
        if (obey >= 0 && s.IndexOf(WordClass.Order | WordClass.Task, obey + 1, obey + 7) is var order and >= 0 && s.IndexOf(WordClass.These, obey + 1, order + 3) >= 0)
        {
            return s.Is(obey, "do") ? 0 : s.Has(WordClass.Must) || obey == s.Head ? 0.45 : 0.3;
        }

        for (var task = s.IndexOf(WordClass.Task | WordClass.Order); task > 0; task = s.IndexOf(WordClass.Task | WordClass.Order, task + 1))
        {
            // "your responsibility is to …"
            if (s.Tokens[task - 1].Is(WordClass.Second) && s.Is(task + 1, "is") && s.Is(task + 2, "to"))
            {
                return 0.45;
            }

            if (s.IndexOf(WordClass.Second, task - 3, task) >= 0 && s.IndexOf(WordClass.These, task - 2, task) >= 0)
            {
                return 0.6;
            }
        }

        return 0;
    }

    // "you are now …", "from now on", "pretend to be", "as an AI", "if you are a language model"
    private static double Persona(in Sentence s)
    {
        for (var you = s.IndexOf(WordClass.Second); you >= 0; you = s.IndexOf(WordClass.Second, you + 1))
        {
            if (s.Is(you, "you") && s.Is(you + 1, "are"))
            {
                if (s.Is(you + 2, "now") || s.Is(you + 2, "no"))
                {
                    return s.Has(WordClass.Agent) ? 0.7 : 0.4;
                }

                if (s.IndexOf(WordClass.Agent, you + 2, you + 8) >= 0)
                {
                    return 0.6;
                }

                // "you are running in developer mode"
                if (s.IndexOf(WordClass.Test, you + 2, you + 9) >= 0)
                {
                    return 0.45;
                }
            }
        }

        return s.Head < s.Tokens.Length && s.Tokens[s.Head].Is(WordClass.Play) && s.Is(s.Head + 1, "as") && s.Has(WordClass.Agent) ? 0.55 : 0;
    }

    // "this is only a test of the agent's abilities", "the actual environment is not real"
    private static double OnlyATest(in Sentence s)
    {
        var test = s.IndexOf(WordClass.Test);
        if (test < 0)
        {
            return 0;
        }

        var subject = s.Head < s.Tokens.Length && s.Tokens[s.Head].Is(WordClass.That) ? s.Head : s.IndexOf(WordClass.That, 0, 3);
        if (subject < 0 || test - subject > 12 || !(s.Is(subject + 1, "is") || (subject + 1 < s.Tokens.Length && s.Tokens[subject + 1].Is(WordClass.Test | WordClass.Order))))
        {
            return 0;
        }

        return s.Has(WordClass.Agent) && s.Has(WordClass.Task | WordClass.These | WordClass.Stealth | WordClass.Not) ? 0.6
            : s.Has(WordClass.Not) && s.Has(WordClass.Stealth | WordClass.These) ? 0.45 : 0;
    }

    private static void Add(ref double weight, double more) => weight = 1 - ((1 - weight) * (1 - more));
}
