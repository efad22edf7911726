namespace PolicyGuard.Taint.Instructions;

/// <summary>One sentence, seen as grammar: where its verb of command stands, if it has one, and what else it speaks of.</summary>
internal readonly ref struct Sentence
{
    private readonly ReadOnlySpan<Token> _tokens;
    private readonly ReadOnlySpan<char> _text;

    public Sentence(ReadOnlySpan<Token> tokens, ReadOnlySpan<char> text)
    {
        _tokens = tokens;
        _text = text;
        foreach (var token in tokens)
        {
            All |= token.Class;
        }

        FindHead(out var head, out var polite, out var bound);
        (Head, IsPolite, IsBound) = (head, polite, bound);
    }

    public ReadOnlySpan<Token> Tokens => _tokens;

    /// <summary>Every class of its words.</summary>
    public WordClass All { get; }

    /// <summary>Where the verb would stand if the sentence were a command; the count of words where it cannot be one.</summary>
    public int Head { get; }

    /// <summary>Whether it says please, or asks whether the reader could.</summary>
    public bool IsPolite { get; }

    /// <summary>Whether it says that the reader must or should.</summary>
    public bool IsBound { get; }

    /// <summary>How many words at the start only call somebody, up to a comma or colon; 0 where none do.</summary>
    public int Vocative
    {
        get
        {
            for (var i = 0; i < Math.Min(3, _tokens.Length - 1) && _tokens[i].Is(WordClass.Alarm | WordClass.Agent | WordClass.User) && !_tokens[i].Is(WordClass.Act); i++)
            {
                if (_tokens[i + 1].Before is Break.Comma or Break.Colon or Break.Stop)
                {
                    return i + 1;
                }
            }

            return 0;
        }
    }

    /// <summary>Whether a word of any of the classes is there.</summary>
    public bool Has(WordClass any) => (All & any) != 0;

    /// <summary>The first word of any of the classes at or after a place and before another; -1 where there is none.</summary>
    public int IndexOf(WordClass any, int from = 0, int to = int.MaxValue)
    {
        for (var i = Math.Max(0, from); i < Math.Min(to, _tokens.Length); i++)
        {
            if (_tokens[i].Is(any))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the head is a verb of any of the classes, in a place where only a command has one.</summary>
    public bool Commands(WordClass verbs) => Head < _tokens.Length && _tokens[Head].Is(verbs) && (IsPolite || IsBound || HasObject(Head));

    /// <summary>Whether the word at a place is spelled so, whatever its case.</summary>
    public bool Is(int at, string word) => at >= 0 && at < _tokens.Length && _text[_tokens[at].Start.._tokens[at].End].Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The word at a place.</summary>
    public ReadOnlySpan<char> Word(int at) => _text[_tokens[at].Start.._tokens[at].End];

    /// <summary>Whether what follows a verb is its object: many English verbs are nouns as well, and an object tells them apart.</summary>
    public bool HasObject(int verb)
    {
        if (verb + 1 >= _tokens.Length)
        {
            return false;
        }

        var next = _tokens[verb + 1];
        return next.Before <= Break.Quote && next.Before != Break.Comma
            && (next.Is(WordClass.Article | WordClass.First | WordClass.Second | WordClass.Whole | WordClass.Amount | WordClass.Place | WordClass.Identifier | WordClass.Prior | WordClass.User | WordClass.These)
                || next.Before == Break.Quote
                || IndexOf(WordClass.Preposition, verb + 2, verb + 6) >= 0);
    }

    // Skips what may stand before an imperative: please, then, "IMPORTANT!!!", "you must", "could you", "I want you to", "make sure to".
    private void FindHead(out int head, out bool polite, out bool bound)
    {
        (polite, bound) = (false, false);
        var i = Vocative;
        for (var skipped = 0; i < _tokens.Length && skipped < 12; skipped++)
        {
            var token = _tokens[i];
            if (token.Is(WordClass.Please))
            {
                polite = true;
                i++;
            }
            else if (token.Is(WordClass.Can) && Is(i + 1, "you"))
            {
                polite = true;
                i += 2;
            }
            else if (Is(i, "you") && i + 1 < _tokens.Length && _tokens[i + 1].Is(WordClass.Must | WordClass.Can))
            {
                bound = _tokens[i + 1].Is(WordClass.Must);
                i += 2;
                i += Is(i, "to") ? 1 : 0;
            }
            else if (Is(i, "i") && (Is(i + 1, "want") || Is(i + 1, "need") || Is(i + 1, "would")) && IndexOf(WordClass.Second, i + 2, i + 5) is var you and >= 0 && Is(you + 1, "to"))
            {
                polite = true;
                i = you + 2;
            }
            else if ((Is(i, "make") && Is(i + 1, "sure")) || (Is(i, "be") && Is(i + 1, "sure")))
            {
                bound = true;
                i += Is(i + 2, "to") ? 3 : 2;
            }
            else if (Is(i, "remember") || Is(i, "always") || Is(i, "ensure"))
            {
                bound = true;
                i += Is(i + 1, "to") ? 2 : 1;
            }
            else if (token.Is(WordClass.Lead) || (token.Is(WordClass.Alarm) && !token.Is(WordClass.Act) && i + 1 < _tokens.Length && _tokens[i + 1].Before >= Break.Comma)
                || (Is(i, "do") && i + 1 < _tokens.Length && _tokens[i + 1].Is(WordClass.Act | WordClass.Gather)))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        head = i;
    }
}
