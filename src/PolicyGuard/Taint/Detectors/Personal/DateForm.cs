using PolicyGuard.Taint.Detectors.Personal.Checks;

namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>Dates as people write them.</summary>
internal static class DateForm
{
    // The first three letters of the months in the languages of the words for birth; where one is another's beginning it does not matter.
    private const string Months = "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez ene abr ago dic gen mag giu lug set ott fév avr aoû déc fev out maj kwi lip sie paź gru";

    /// <summary>How long the date is with which a text begins; 0 where it begins with none.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        return char.IsAsciiDigit(text[0]) ? Numeric(text) is > 0 and var length ? length : DayAndName(text) : NameAndDay(text);
    }

    private static int Numeric(ReadOnlySpan<char> text)
    {
        var groups = new DigitGroups(stackalloc char[8], stackalloc int[3]);
        groups.Read(text, 0, "-/.年月년월");
        var d = groups.Digits;
        if (groups.Overflows || (groups.End < text.Length && char.IsAsciiLetterOrDigit(text[groups.End]) && text[groups.End] != 'T'))
        {
            return 0;
        }

        if (groups.Groups == 1)
        {
            return d.Length == 8 && (Born(d[..4], d[4..6], d[6..]) || Born(d[4..], d[2..4], d[..2])) ? groups.End : 0;
        }

        if (groups.Groups != 3)
        {
            return 0;
        }

        var (first, second) = (groups.Sizes[0], groups.Sizes[0] + groups.Sizes[1]);
        var a = d[..first];
        var b = d[first..second];
        var c = d[second..];
        var real = a.Length == 4 ? Born(a, b, c) : c.Length is 2 or 4 && (Born(c, b, a) || Born(c, a, b));
        return real ? groups.End : 0;
    }

    private static int DayAndName(ReadOnlySpan<char> text)
    {
        var i = Digits(text, 0);
        var day = text[..i];
        if (i is < 1 or > 2)
        {
            return 0;
        }

        i = SkipWord(text, i, "st", "nd", "rd", "th", ".");
        i = SkipWord(text, i, " ", "-");
        i = SkipWord(text, i, "of ", "de ", "di ");
        var name = Name(text, i);
        if (name == 0)
        {
            return 0;
        }

        i = SkipWord(text, i + name, ",", ".");
        i = SkipWord(text, i, " ", "-");
        i = SkipWord(text, i, "de ", "del ");
        var year = Digits(text, i);
        return year is 2 or 4 && Days.Number(day) is >= 1 and <= 31 ? i + year : 0;
    }

    private static int NameAndDay(ReadOnlySpan<char> text)
    {
        var i = Name(text, 0);
        if (i == 0)
        {
            return 0;
        }

        i = SkipWord(text, i, ".");
        i = SkipWord(text, i, " ", "-");
        var day = Digits(text, i);
        if (day is < 1 or > 2 || Days.Number(text.Slice(i, day)) is < 1 or > 31)
        {
            return 0;
        }

        i = SkipWord(text, i + day, "st", "nd", "rd", "th");
        i = SkipWord(text, i, ",");
        i = SkipWord(text, i, " ", "-");
        var year = Digits(text, i);
        return year == 4 ? i + year : 0;
    }

    private static bool Born(ReadOnlySpan<char> year, ReadOnlySpan<char> month, ReadOnlySpan<char> day)
    {
        if (year.Length is not (2 or 4) || month.Length > 2 || day.Length > 2)
        {
            return false;
        }

        return year.Length == 4
            ? Days.Exists(Days.Number(year), Days.Number(month), Days.Number(day))
            : Days.InSomeCentury(Days.Number(year), Days.Number(month), Days.Number(day));
    }

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        var count = 0;
        while (from + count < text.Length && count < 5 && char.IsAsciiDigit(text[from + count]))
        {
            count++;
        }

        return count;
    }

    private static int Name(ReadOnlySpan<char> text, int from)
    {
        var length = 0;
        while (from + length < text.Length && length < 12 && char.IsLetter(text[from + length]))
        {
            length++;
        }

        return length >= 3 && Months.AsSpan().IndexOf(text.Slice(from, 3), StringComparison.OrdinalIgnoreCase) is >= 0 and var at && at % 4 == 0 ? length : 0;
    }

    private static int SkipWord(ReadOnlySpan<char> text, int from, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text[from..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return from + word.Length;
            }
        }

        return from;
    }
}
