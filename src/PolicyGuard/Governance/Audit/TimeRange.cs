using System.Globalization;

namespace PolicyGuard.Governance.Audit;

/// <summary>How far back: a whole number and <c>m</c>, <c>h</c> or <c>d</c>.</summary>
public static class TimeRange
{
    private const int MostDigits = 6;

    /// <summary>What may be written, for a person.</summary>
    public const string Rule = "a whole number from 1 on and m, h or d, such as 30m, 24h or 7d; at most 3650d";

    /// <summary>Reads a span.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        if (text is not { Length: > 1 and <= MostDigits + 1 } || text[0] is < '1' or > '9'
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        span = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => default,
        };
        return span > TimeSpan.Zero && span <= TimeSpan.FromDays(3650);
    }
}
