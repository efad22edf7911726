using System.Globalization;

namespace PolicyGuard.Gateway.Governance;

/// <summary>Reads how far back a governance tool looks: a whole number and <c>m</c>, <c>h</c> or <c>d</c>.</summary>
internal static class TimeRanges
{
    /// <summary>The default.</summary>
    public const string Usual = "24h";

    /// <summary>The beginning of a time range; null for <c>all</c>, where that is allowed.</summary>
    public static DateTimeOffset? Since(ToolArguments arguments, string range, bool takesAll, DateTimeOffset now)
    {
        if (range == "all" && takesAll)
        {
            return null;
        }

        var unit = range.Length is 0 or > 7 ? '?' : range[^1];
        if (unit is 'm' or 'h' or 'd' && int.TryParse(range.AsSpan(0, range.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            var span = unit switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), _ => TimeSpan.FromDays(count) };
            return now - span > DateTimeOffset.UnixEpoch ? now - span : DateTimeOffset.UnixEpoch;
        }

        arguments.Fault($"time_range: `{(range.Length <= 40 ? range : range[..40])}` is no time range; write a whole number and m, h or d, such as 24h{(takesAll ? ", or all" : "")}");
        return null;
    }
}
