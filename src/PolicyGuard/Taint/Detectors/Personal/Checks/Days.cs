namespace PolicyGuard.Taint.Detectors.Personal.Checks;

/// <summary>Dates inside ids.</summary>
internal static class Days
{
    /// <summary>Whether there is such a day between 1800 and 2099.</summary>
    public static bool Exists(int year, int month, int day) =>
        year is >= 1800 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    /// <summary>The number that digits spell.</summary>
    public static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var c in digits)
        {
            number = (number * 10) + (c - '0');
        }

        return number;
    }

    /// <summary>Whether six digits are a day in some century, year first.</summary>
    public static bool YearFirst(ReadOnlySpan<char> digits) => InSomeCentury(Number(digits[..2]), Number(digits[2..4]), Number(digits[4..6]));

    /// <summary>Whether six digits are a day in some century, day first.</summary>
    public static bool DayFirst(ReadOnlySpan<char> digits) => InSomeCentury(Number(digits[4..6]), Number(digits[2..4]), Number(digits[..2]));

    /// <summary>Whether there is such a day in the twentieth or the twenty-first century.</summary>
    public static bool InSomeCentury(int year, int month, int day) => Exists(1900 + year, month, day) || Exists(2000 + year, month, day);
}
