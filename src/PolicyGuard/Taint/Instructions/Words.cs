using PolicyGuard.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Reads a text word by word: one pass, bounded work per word.</summary>
internal ref struct Words(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>The next word; false at the end.</summary>
    public bool Next(out Token token)
    {
        var gapStart = _at;
        var i = _at;
        while (i < _text.Length && !char.IsLetterOrDigit(_text[i]) && !char.IsSurrogate(_text[i]))
        {
            i++;
        }

        if (i >= _text.Length)
        {
            _at = i;
            token = default;
            return false;
        }

        var before = gapStart == 0 ? Break.Paragraph : Gap(_text[gapStart..i], _text[i]);
        if (IsDense(_text[i]))
        {
            var run = i;
            while (run < _text.Length && run - i < 8 && IsDense(_text[run]))
            {
                run++;
            }

            var (known, length) = Lexicon.Longer(_text[i..run]);
            _at = i + Math.Max(1, length);
            token = new Token(i, _at, known, before);
            return true;
        }

        var end = End(i);
        _at = end;
        token = new Token(i, end, Classify(_text[i..end]), before);
        if (i > 0 && _text[i - 1] is '$' or '€' or '£')
        {
            token = token with { Class = token.Class | WordClass.Amount };
        }

        return true;
    }

    // Letters and digits, and marks that join them: within addresses, names of programs, contractions.
    private readonly int End(int start)
    {
        var i = start;
        var joined = false;
        while (i < _text.Length)
        {
            var c = _text[i];
            if ((char.IsLetterOrDigit(c) && !IsDense(c)) || c == '_' || char.IsSurrogate(c) || IsMark(c))
            {
                i++;
                continue;
            }

            var next = i + 1 < _text.Length ? _text[i + 1] : ' ';
            var inner = char.IsLetterOrDigit(next) && !IsDense(next);
            if (inner && c is '@' or '.' && !(c == '.' && char.IsLower(_text[i - 1]) && char.IsUpper(next)))
            {
                joined = true;
                i++;
            }
            else if ((inner && c is '\'' or '’' && char.IsLower(next)) || (inner && c == ',' && char.IsDigit(next) && char.IsDigit(_text[i - 1])))
            {
                i++;
            }
            else if (c == ':' && next == '/' && i + 2 < _text.Length && _text[i + 2] == '/')
            {
                joined = true;
                i += 3;
            }
            else if (joined && (c is '/' or '-' or '?' or '=' or '&' or '%' or '#' or '~') && inner)
            {
                i++;
            }
            else if (c == '-' && char.IsDigit(next) && i > start && char.IsLetterOrDigit(_text[i - 1]))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        return Math.Max(i, start + 1);
    }

    private static WordClass Classify(ReadOnlySpan<char> word)
    {
        int upper = 0, lower = 0, digits = 0, humps = 0, marks = 0, ascii = 0, alike = 0;
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (char.IsUpper(c))
            {
                upper++;
                humps += i > 0 && char.IsLower(word[i - 1]) ? 1 : 0;
            }

            lower += char.IsLower(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            marks += c is '.' or '@' or '_' or '/' ? 1 : 0;
            ascii += char.IsAsciiLetter(c) ? 1 : 0;
            alike += c is >= '\u0370' and <= '\u058F' ? 1 : 0;
        }

        var kind = WordClass.None;
        if (marks > 0 && (word.Contains('@') || word.Contains("://", StringComparison.Ordinal) || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase)))
        {
            return WordClass.Place;
        }

        if (digits > 0)
        {
            kind |= digits >= 3 || ascii > 0 ? WordClass.Amount : WordClass.None;
        }

        if ((word.Contains('_') && word.Length > 3) || (humps > 0 && word.Length >= 6 && upper < word.Length - 1))
        {
            kind |= WordClass.Identifier;
        }

        if (upper > 2 && lower == 0)
        {
            kind |= WordClass.Shouted;
        }

        if (alike > 0 && ascii > 0)
        {
            return kind | OfLookalike(word);
        }

        var known = Lexicon.Of(word);
        if (known == WordClass.None)
        {
            known = digits > 0 && ascii > 1 ? OfLookalike(word) : alike == word.Length ? OfLookalike(word) : WordClass.None;
        }

        return kind | known;
    }

    // A word that a reader takes for another: letters of two alphabets, digits for letters.
    private static WordClass OfLookalike(ReadOnlySpan<char> word)
    {
        if (word.Length > Lexicon.Longest)
        {
            return WordClass.None;
        }

        Span<char> folded = stackalloc char[Lexicon.Longest];
        for (var i = 0; i < word.Length; i++)
        {
            var c = char.ToLowerInvariant(word[i]);
            folded[i] = c switch
            {
                '0' => 'o', '1' => 'i', '3' => 'e', '4' => 'a', '5' => 's', '7' => 't',
                < (char)0x80 => c,
                _ => Lookalikes.Of(c) is [var plain] ? plain : c,
            };
        }

        return Lexicon.Of(folded[..word.Length]);
    }

    private static Break Gap(ReadOnlySpan<char> gap, char next)
    {
        int quotes = 0, lines = 0, colons = 0, commas = 0, braces = 0, stops = 0, bullets = 0;
        foreach (var c in gap)
        {
            switch (c)
            {
                case '\n': lines++; break;
                case '"' or '\'' or '`' or '“' or '”' or '‘' or '’' or '«' or '»' or '「' or '」': quotes++; break;
                case ':' or '：': colons++; break;
                case ',' or ';' or '(' or ')' or '、' or '，' or '–' or '—': commas++; break;
                case '{' or '}' or '[' or ']' or '<' or '>' or '|': braces++; break;
                case '.' or '!' or '?' or '。' or '！' or '？' or '…' or '؟' or '।': stops++; break;
                case '*' or '-' or '•' or '#' or '+': bullets++; break;
            }
        }

        if (lines > 1)
        {
            return Break.Paragraph;
        }

        if (stops > 0 || braces > 0 || quotes > 1 || (quotes > 0 && colons > 0) || (lines > 0 && (bullets > 0 || quotes > 0 || colons > 0 || !char.IsLower(next))))
        {
            return Break.Stop;
        }

        return colons > 0 ? Break.Colon : quotes > 0 ? Break.Quote : commas > 0 || bullets > 1 ? Break.Comma : Break.None;
    }

    // Scripts that write words without blanks between them.
    private static bool IsDense(char c) => c is (>= '\u0E00' and <= '\u0E7F') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF');

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark && !IsDense(c);
}
