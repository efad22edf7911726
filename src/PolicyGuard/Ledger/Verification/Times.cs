namespace PolicyGuard.Ledger.Verification;

/// <summary>Reads the one form in which entries spell times: <c>2026-11-20T08:00:00.000000Z</c>.</summary>
internal static class Times
{
    private const int Length = 27;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length != Length || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' || text[26] != 'Z')
        {
            return false;
        }

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second, fraction) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]), Number(text[20..26]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || fraction < 0)
        {
            return false;
        }

        var at = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        microseconds = ((at.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + fraction;
        return true;
    }

    // -1 where it is none.
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
