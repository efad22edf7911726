using System.Globalization;
using System.Text;

namespace PolicyGuard.Ledger.Verification;

/// <summary>Reads the one form in which entries spell times: <c>2026-11-20T08:00:00.000000Z</c>.</summary>
internal static class Times
{
    private const int Length = 27;

    /// <summary>Microseconds since 1970 UTC.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length != Length || text[19] != '.' || text[26] != 'Z'
            || !DateTime.TryParseExact(Encoding.ASCII.GetString(text[..19]), "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var second))
        {
            return false;
        }

        long fraction = 0;
        foreach (var digit in text[20..26])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            fraction = (fraction * 10) + (digit - '0');
        }

        microseconds = ((second.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + fraction;
        return true;
    }
}
