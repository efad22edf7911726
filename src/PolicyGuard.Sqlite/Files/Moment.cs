namespace PolicyGuard.Sqlite.Files;

/// <summary>
/// Times as the database keeps them: 100-nanosecond units since 1970 UTC, exact in both directions.
/// In a shell: <c>datetime(at / 10000000, 'unixepoch')</c>.
/// </summary>
internal static class Moment
{
    internal static long Store(DateTimeOffset moment) => moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    internal static long? Store(DateTimeOffset? moment) => moment is { } at ? Store(at) : null;

    /// <summary>A number that no moment has, as only a damaged database holds, gives the nearest that there is.</summary>
    internal static DateTimeOffset Load(long stored) => new(
        Math.Clamp(stored, DateTimeOffset.MinValue.Ticks - DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks - DateTimeOffset.UnixEpoch.Ticks) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    internal static DateTimeOffset? Load(long? stored) => stored is { } at ? Load(at) : null;
}
