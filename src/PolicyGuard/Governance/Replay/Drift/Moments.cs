using System.Globalization;

namespace PolicyGuard.Governance.Replay.Drift;

/// <summary>Reads values as times, in the spellings that programs give them. A time of day counts from the year 1.</summary>
internal static class Moments
{
    // Epoch numbers are believed between 2001 and 2100 only: other numbers are just numbers.
    private const double FirstSecond = 978_307_200, LastSecond = 4_102_444_800;

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd"];
    private static readonly string[] Times = ["HH:mm:ss", "HH:mm:ss.FFFFFFF", "HH:mm"];

    private static readonly string[] DateTimes =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mmK",
        "yyyyMMdd'T'HHmmssK", "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, dd MMM yyyy HH:mm:ss zzz", "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>A time and how exactly it is given; null where the text is none.</summary>
    public static Moment? Read(string text)
    {
        if (text.Length is < 5 or > 48)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return Epoch(number) ?? (text.Length == 8 ? Date(text) : null);
        }

        // Nanoseconds are no ticks: what is beyond the seventh digit is cut.
        var cut = Ticks(text);
        if (DateTimeOffset.TryParseExact(cut, DateTimes, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var full))
        {
            return new Moment(full, TimeSpan.FromSeconds(1));
        }

        return Date(text) ?? (TimeOnly.TryParseExact(cut, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new Moment(new DateTimeOffset(time.Ticks, TimeSpan.Zero), text.Length == 5 ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1)) { OfDay = true }
            : null);
    }

    private static Moment? Date(string text) => DateOnly.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 2000 and < 2100
        ? new Moment(new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), TimeSpan.FromDays(1))
        : null;

    private static Moment? Epoch(double number)
    {
        foreach (var unit in (ReadOnlySpan<double>)[1, 1e3, 1e6, 1e9])
        {
            if (number / unit is >= FirstSecond and <= LastSecond)
            {
                return new Moment(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(number / unit), TimeSpan.FromSeconds(1));
            }
        }

        return null;
    }

    private static string Ticks(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var end = dot + 1;
        while (dot >= 0 && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return dot >= 0 && end - dot > 8 ? text[..(dot + 8)] + text[end..] : text;
    }
}

/// <summary>A time that a value gives.</summary>
/// <param name="At">The time; UTC where the value does not say.</param>
/// <param name="Unit">How exactly it is given.</param>
internal readonly record struct Moment(DateTimeOffset At, TimeSpan Unit)
{
    /// <summary>Whether it names no day.</summary>
    public bool OfDay { get; init; }
}
