using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>How a phone number is written, and what that says. Reads at most 40 characters.</summary>
internal ref struct PhoneForm
{
    /// <summary>One more than E.164 has, with an international prefix.</summary>
    public const int MostDigits = 18;

    /// <summary>How many groups a number can have.</summary>
    public const int MostGroups = 8;

    private const int Longest = 40;
    private readonly Span<char> _digits;
    private readonly Span<int> _sizes;
    private bool _plus;
    private int _parenthesis;
    private string _signs;
    private int _count;

    public PhoneForm(Span<char> digits, Span<int> sizes)
    {
        _digits = digits;
        _sizes = sizes;
        _signs = "";
    }

    /// <summary>After the number and its extension.</summary>
    public int End { get; private set; }

    /// <summary>How many groups there are.</summary>
    public int Groups { get; private set; }

    /// <summary>Whether the form alone says that it is a phone number.</summary>
    public readonly bool IsTelling => _plus ? IsInternational : IsAmerican || IsTrunk || IsMobile;

    /// <summary>Whether it can be one where a word says so.</summary>
    public readonly bool IsPossible
    {
        get
        {
            if (_count is < 6 or > 15 || IsDate || CheckDigits.Monotone(_digits[.._count]) || (_signs.Contains('.', StringComparison.Ordinal) && Groups is 2 or 4 && _count < 10))
            {
                return false;
            }

            return Groups == 1 ? _count >= 7 : Groups > 5 || _sizes[0] <= 5;
        }
    }

    // A calling code is one of zones 1 to 9; those that end a zone's list of one and two digits are all in use.
    private readonly bool IsInternational => _digits[0] != '0' && (Groups > 1 ? _count is >= 8 and <= 15 : _count is >= 10 and <= 15);

    // Area and exchange begin with 2 to 9. With the prefix of a country or the area in parentheses nothing else looks so.
    private readonly bool IsAmerican
    {
        get
        {
            var last = Groups - 1;
            if (Groups is not (3 or 4) || _sizes[last] != 4 || _sizes[last - 1] != 3 || _sizes[last - 2] != 3)
            {
                return false;
            }

            var area = _digits[.._count][^10..];
            var prefix = Groups == 4 ? _digits[.._sizes[0]] : default;
            return prefix is "001" or "1" || (prefix.IsEmpty && area[0] >= '2' && area[3] >= '2' && (_parenthesis == 3 || _signs is "-" or "."));
        }
    }

    private readonly bool IsTrunk => _digits[0] == '0' && _digits[1] is >= '1' and <= '9' && _count is 10 or 11 && Groups is >= 3 and <= 5
        && (_sizes[0] is >= 3 and <= 5 || (_sizes[0] == 1 && _sizes[1] == 3)) && _sizes[Groups - 1] >= 2 && _signs is " " or "-" or "." && !_sizes[1..Groups].ContainsAny(1, 5, 6);

    private readonly bool IsMobile => Groups switch
    {
        1 => _count == 11 && _digits[0] == '0' && (_digits[1] is '5' or '7' or '8' or '9' || (_digits[1] == '1' && _digits[2] is '0' or '5' or '6' or '7')) && !CheckDigits.Monotone(_digits[2.._count]),
        4 => _digits[0] is '5' or '9' && _sizes[..4] is [3, 3, 2, 2] && _signs.Length == 1,
        _ => false,
    };

    private readonly bool IsDate => Groups switch
    {
        1 => _count == 8 && (Days.Exists(Days.Number(_digits[..4]), Days.Number(_digits[4..6]), Days.Number(_digits[6..8])) || Days.Exists(Days.Number(_digits[4..8]), Days.Number(_digits[2..4]), Days.Number(_digits[..2]))),
        2 => _sizes[0] == 4 && _sizes[1] == 4 && Days.Number(_digits[..4]) is >= 1500 and <= 2099 && Days.Number(_digits[4..8]) is >= 1500 and <= 2099,
        _ => (_sizes[0] == 4 && _sizes[1] <= 2 && _sizes[2] <= 2 && Days.Number(_digits[..4]) is >= 1900 and <= 2099)
            || (Groups == 3 && _sizes[0] <= 2 && _sizes[1] <= 2 && _sizes[2] is 2 or 4 && _signs is not " "),
    };

    /// <summary>Reads from a digit, a plus or a parenthesis on; false where what stands there has too many digits or unbalanced parentheses.</summary>
    public bool Read(ReadOnlySpan<char> text, int start)
    {
        (_count, Groups, _parenthesis, _signs, End) = (0, 0, 0, "", start);
        var bound = Math.Min(text.Length, start + Longest);
        var i = start;
        _plus = text[i] == '+';
        i += _plus ? 1 : 0;
        var open = -1;
        for (var between = i; i < bound;)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                var first = i;
                while (i < bound && char.IsAsciiDigit(text[i]))
                {
                    if (_count == MostDigits)
                    {
                        return false;
                    }

                    _digits[_count++] = text[i++];
                }

                if (Groups == MostGroups)
                {
                    return false;
                }

                if (Groups > 0)
                {
                    Note(text[between..first]);
                }

                _sizes[Groups++] = i - first;
                between = End = i;
            }
            else if (c == '(' && open < 0)
            {
                open = i++;
            }
            else if (c == ')' && open >= 0 && _parenthesis == 0)
            {
                _parenthesis = i - open - 1;
                i++;
            }
            else if (c is ' ' or '-' or '.' or '/' or '\u00A0' or '\u2011' or '\u2013' && i - between < 2)
            {
                i++;
            }
            else
            {
                break;
            }
        }

        // A parenthesis that opens after the number belongs to the sentence, and so does one around the whole.
        if (_count == 0 || (open >= 0 && open < End && (_parenthesis is 0 or > 5 || open + _parenthesis + 1 >= End)))
        {
            return false;
        }

        End = Extension(text, End);
        return true;
    }

    private void Note(ReadOnlySpan<char> between)
    {
        var sign = between.Trim(" ()\u00A0") switch { "" => between.ContainsAny('(', ')') ? "" : " ", "." => ".", "/" => "/", _ => "-" };
        _signs = _signs.Contains(sign, StringComparison.Ordinal) ? _signs : _signs + sign;
    }

    private static int Extension(ReadOnlySpan<char> text, int end)
    {
        if (end < text.Length && text[end] is 'x' or 'X')
        {
            var digits = end + 1;
            while (digits < text.Length && digits - end < 7 && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            return digits > end + 1 ? digits : end;
        }

        return end;
    }
}
