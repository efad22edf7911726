using PolicyGuard.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>Reads a text word by word: one pass, bounded work per word.</summary>
internal ref struct Words(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private bool _torn;

    /// <summary>The next word; false at the end.</summary>
    public bool Next(out Token token)
    {
        if (NextPlain(out token))
        {
            return true;
        }

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

        var before = gapStart == 0 ? Break.Paragraph : Gaps.Of(_text[gapStart..i], _text[i]);
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
        var glued = Glued(i, end);
        if (glued > i)
        {
            end = glued;
        }

        before = _torn ? Break.Stop : before;
        _torn = glued > i;
        _at = end;
        token = new Token(i, end, Classify(_text[i..end]), before);
        if (i > 0 && _text[i - 1] is '$' or '€' or '£')
        {
            token = token with { Class = token.Class | WordClass.Amount };
        }

        return true;
    }

    // The usual case: one blank, then a word of ASCII letters, in small letters but for the first, and another blank.
    private bool NextPlain(out Token token)
    {
        token = default;
        var start = _at + 1;
        if (_at == 0 || _torn || start >= _text.Length || _text[_at] != ' ' || !char.IsAsciiLetter(_text[start]))
        {
            return false;
        }

        var rest = _text[(start + 1)..];
        var length = rest.IndexOfAnyExceptInRange('a', 'z');
        if (length < 0 || rest[length] != ' ')
        {
            return false;
        }

        _at = start + 1 + length;
        token = new Token(start, _at, Lexicon.Of(_text[start.._at]), Break.None);
        return true;
    }

    // An injected text is often put where another ends, without a blank ("…USAIgnore …"): a verb of dropping at the end of a word begins a sentence.
    private readonly int Glued(int start, int end)
    {
        for (var i = end - 2; i > start && end - i <= Lexicon.Longest; i--)
        {
            if (char.IsUpper(_text[i]) && char.IsLower(_text[i + 1]))
            {
                return (Lexicon.Of(_text[i..end]) & WordClass.Drop) != 0 ? i : -1;
            }
        }

        return -1;
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

    /// <summary>What a word is, as it is spelled and by what it is.</summary>
    public static WordClass Classify(ReadOnlySpan<char> word)
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

    /// <summary>Whether a script writes words without blanks between them.</summary>
    public static bool IsDense(char c) => c is (>= '\u0E00' and <= '\u0E7F') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF');

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark && !IsDense(c);
}
