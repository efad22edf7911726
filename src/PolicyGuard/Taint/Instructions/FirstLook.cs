using System.Buffers;
using System.Text;

namespace PolicyGuard.Taint.Instructions;

/// <summary>
/// Whether a text can hold a strong span at all. Most texts cannot: first the words of each sentence are looked up by a hash, then the few sentences with the
/// words for a rule are weighed. A strong span needs a sentence of <see cref="Spans.Hint"/> that is no plain request, or a mark of a role, or hidden letters.
/// </summary>
internal static class FirstLook
{
    private const char Beyond = '\u0590';
    private const int LongestOpening = 12;
    private const int LongestFolded = 4 * Lexicon.Longest;

    // Of the scripts from Hebrew on: their verbs of dropping and telling, without which foreign orders weigh nothing.
    private static readonly SearchValues<string> ForeignVerbs = SearchValues.Create(
        [.. Lexicon.All.Where(static w => (w.Class & (WordClass.Drop | WordClass.Tell)) != 0 && w.Word[0] >= Beyond).Select(static w => w.Word)], StringComparison.Ordinal);

    private static readonly SearchValues<char> MarkSigns = SearchValues.Create("<[#{|");

    [ThreadStatic]
    private static List<Token>? _tokens;

    /// <summary>Whether a whole scan could find a strong span; never false where it would.</summary>
    public static bool Suspects(ReadOnlySpan<char> text)
    {
        if (RoleMarks.Speak(text))
        {
            return true;
        }

        var (traits, strange, start) = (Traits.None, Strangeness.None, 0);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (TraitTable.IsLetter(c))
            {
                var found = TraitTable.Read(text, i, out var end);
                if (end < text.Length && text[end] >= '\u0080' && IsOfWord(text[end]) && !Words.IsDense(text[end]))
                {
                    found = Odd(text, i, out end, ref strange);
                    if (strange == Strangeness.Mark)
                    {
                        return true;
                    }
                }

                traits |= found;
                i = end;
            }
            else if (c == '_')
            {
                traits |= Traits.Identifier;
                i++;
            }
            else if (c == '\\')
            {
                // An escape of a printed text; its letter belongs to no word.
                i += i + 1 < text.Length && text[i + 1] is 'n' or 'r' or 't' or ' ' or '\\' or '\n' or '"' or '\'' ? 2 : 1;
            }
            else if (c >= '\u0080' && IsOfWord(c))
            {
                traits |= Odd(text, i, out i, ref strange);
                if (strange == Strangeness.Mark)
                {
                    return true;
                }
            }
            else if (c >= '\u0080' && Spells(text, i))
            {
                return true;
            }
            else if (Ends(text, i))
            {
                if (Weighs(text[start..i], traits, strange))
                {
                    return true;
                }

                (traits, strange, start) = (Traits.None, Strangeness.None, ++i);
            }
            else
            {
                i++;
            }
        }

        return Weighs(text[start..], traits, strange);
    }

    /// <summary>Whether a sentence of a text weighs anything or commands something.</summary>
    public static bool Commands(ReadOnlySpan<char> text)
    {
        var reader = new SentenceReader(PlainText.Of(text).Text, _tokens ??= []);
        while (reader.Next(out var sentence))
        {
            if (RuleBook.Weigh(sentence).Weight > 0 || sentence.Commands(WordClass.Act | WordClass.Gather | WordClass.Use))
            {
                return true;
            }
        }

        return false;
    }

    // Whether no sentence goes on behind this sign, whatever follows; where that is not sure, two are looked at as one.
    private static bool Ends(ReadOnlySpan<char> text, int i)
    {
        var next = i + 1 < text.Length ? text[i + 1] : ' ';
        return text[i] switch
        {
            '.' or '!' or '?' => next is ' ' or '\n',
            '{' or '}' or '[' or ']' or '<' or '>' or '|' => true,
            '\n' => next is '\n' or (>= 'A' and <= 'Z') or (>= '0' and <= '9'),
            '。' or '！' or '？' => true,
            _ => false,
        };
    }

    private static bool Weighs(ReadOnlySpan<char> text, Traits traits, Strangeness strange)
    {
        var weighs = strange switch
        {
            Strangeness.None => Speaks(traits),
            Strangeness.Script => Speaks(traits | Traits.Order | Traits.Prior) || (traits & (Traits.Tell | Traits.Not | Traits.User)) != 0 || text.ContainsAny(ForeignVerbs),
            _ => true,
        };
        if (!weighs)
        {
            return false;
        }

        var reader = new SentenceReader(PlainText.Of(text).Text, _tokens ??= []);
        while (reader.Next(out var sentence))
        {
            if (RuleBook.Weigh(sentence) is { Kind: not InstructionKind.Request, Weight: >= Spans.Hint })
            {
                return true;
            }
        }

        return false;
    }

    // Rule by rule, what it needs at least.
    private static bool Speaks(Traits t)
    {
        bool Has(Traits any) => (t & any) != 0;

        return (Has(Traits.Drop) && Has(Traits.Prior | Traits.Order | Traits.Task))
            || (Has(Traits.Obey) && ((Has(Traits.Prior) && Has(Traits.Order)) || (Has(Traits.These) && Has(Traits.Order | Traits.Task))))
            || (Has(Traits.Agent) && (Has(Traits.Second | Traits.Please | Traits.Play) || (Has(Traits.Towards) && Has(Traits.Letter | Traits.Alarm | Traits.Order))))
            || (Has(Traits.Second) && ((Has(Traits.Task | Traits.Order) && Has(Traits.These | Traits.Towards)) || (Has(Traits.Are) && Has(Traits.Now | Traits.Test))
                || (Has(Traits.Towards) && Has(Traits.First) && Has(Traits.Alarm))))
            || (Has(Traits.Test) && Has(Traits.That) && Has(Traits.Not | Traits.Agent) && Has(Traits.Task | Traits.These | Traits.Stealth | Traits.Not))
            || (Has(Traits.Around) && Has(Traits.Task | Traits.Speak | Traits.Tool | Traits.Identifier)
                && (Has(Traits.Act | Traits.Gather | Traits.Use | Traits.Obey) || (Has(Traits.Second) && Has(Traits.That) && Has(Traits.Task))))
            || (Has(Traits.Instead) && Has(Traits.Act))
            || (Has(Traits.Tell) && Has(Traits.Not) && Has(Traits.User | Traits.That))
            || (Has(Traits.Stealth) && Has(Traits.Act | Traits.Gather | Traits.Use))
            || (Has(Traits.User) && Has(Traits.Not))
            || (Has(Traits.Use) && Has(Traits.Tool | Traits.Identifier))
            || (Has(Traits.When) && Has(Traits.User) && Has(Traits.Asks | Traits.Task));
    }

    // A word with letters beyond ASCII is folded and looked up as a whole scan does it; what scripts from Hebrew on say is left to a search.
    private static Traits Odd(ReadOnlySpan<char> text, int at, out int end, ref Strangeness strange)
    {
        Span<char> folded = stackalloc char[LongestFolded];
        var (count, i) = (0, at);
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c < '\u0080' ? !TraitTable.IsLetter(c) : !IsOfWord(c))
            {
                break;
            }

            if (Words.IsDense(c))
            {
                if (i > at)
                {
                    break;
                }

                strange = Stranger(strange, Strangeness.Script);
                end = at + 1;
                return Traits.None;
            }

            var plain = c < '\u0080' ? null : Folding.IsInvisible(c) ? "" : Folding.Of(c);
            var foreign = c >= Beyond && c is not (>= '\u1E00' and <= '\u1FFF');
            strange = Stranger(strange, plain is not null && (foreign || MayMark(text, i)) ? Reading(text, i) : foreign ? Strangeness.Script : Strangeness.None);
            for (var k = 0; k < (plain?.Length ?? 1) && count < folded.Length; k++)
            {
                folded[count++] = plain is null ? c : plain[k];
            }
        }

        end = i;
        return count == 0 ? Traits.None : TraitTable.Of(Words.Classify(folded[..count])) | Hump(folded[..count]);
    }

    // What folds to something else may make a mark of what was none.
    private static Strangeness Reading(ReadOnlySpan<char> text, int at)
    {
        for (var i = at - 1; i >= Math.Max(0, at - LongestOpening); i--)
        {
            if ((text[i] is '[' or '#' or '{') && RoleMarks.Speaks(text[i..]))
            {
                return Strangeness.Mark;
            }
        }

        return Strangeness.Folded;
    }

    private static bool MayMark(ReadOnlySpan<char> text, int at) => text[Math.Max(0, at - LongestOpening)..at].ContainsAny('[', '#', '{');

    private static Strangeness Stranger(Strangeness one, Strangeness other) => one > other ? one : other;

    // As in a word of ASCII: a sentence may begin within it.
    private static Traits Hump(ReadOnlySpan<char> word)
    {
        var found = Traits.None;
        for (var i = Math.Max(1, word.Length - Lexicon.Longest); i + 1 < word.Length; i++)
        {
            if (char.IsUpper(word[i]) && char.IsLower(word[i + 1]))
            {
                found |= Traits.Identifier | (TraitTable.Of(Lexicon.Of(word[i..])) & Traits.Drop);
            }
        }

        return found;
    }

    private static bool IsOfWord(char c) => c is not (>= '\u2010' and <= '\u2027' or '\u00A0') && !char.IsSurrogate(c)
        && (char.IsLetterOrDigit(c) || c is >= '\u0300' and <= '\u036F' || Folding.IsInvisible(c) || IsMark(c) || (Folding.Of(c) is { Length: > 0 } plain && char.IsLetterOrDigit(plain[0])));

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    // Letters of other planes that fold to ASCII, tags, and signs that fold to those of marks.
    private static bool Spells(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (char.IsHighSurrogate(c) && at + 1 < text.Length)
        {
            // Of the enclosed letters of U+1F1xx those for flags are none.
            return c == '\uD835' || c == '\uDB40' || (c == '\uD83C' && text[at + 1] is >= '\uDD00' and < '\uDDE6');
        }

        return Folding.Of(c) is { } plain && plain.AsSpan().ContainsAny(MarkSigns);
    }

    // How far a sentence is from ASCII.
    private enum Strangeness
    {
        None,

        // It has words of a script from Hebrew on.
        Script,

        // It has what folds to something else.
        Folded,

        // What folds makes a mark.
        Mark,
    }
}
