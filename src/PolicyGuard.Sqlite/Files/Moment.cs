namespace PolicyGuard.Sqlite.Files;

/// <summary>
/// Times as the database keeps them: 100-nanosecond units since 1970 UTC, exact in both directions.
/// In a shell: <c>datetime(at / 10000000, 'unixepoch')</c>.
/// </summary>
internal static class Moment
{
    internal static long Store(DateTimeOffset moment) => moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    internal static long? Store(DateTimeOffset? moment) => moment is { } at ? Store(at) : null;

    internal static DateTimeOffset Load(long stored) => new(stored + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    internal static DateTimeOffset? Load(long? stored) => stored is { } at ? Load(at) : null;
}
