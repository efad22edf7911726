using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>Takes the database's write lock, which one connection of all processes holds at a time.</summary>
/// <remarks>
/// Others hold it for some ten microseconds, or milliseconds while they checkpoint. SQLite's own waiting sleeps a millisecond at first
/// and up to a hundred later, so that one of many can be overtaken for long; we look more often.
/// </remarks>
internal static class Lock
{
    /// <summary>After this long somebody holds the lock who is not one of us, or who is stuck.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int Yields = 20;

    /// <summary>Begins a transaction that may write.</summary>
    /// <returns>False where the lock is held and waiting was not wanted.</returns>
    /// <exception cref="SqliteError">It cannot begin; or it was locked longer than <see cref="Patience"/>.</exception>
    internal static bool TryBegin(Connection connection, bool wait)
    {
        var giveUp = -1L;
        for (var attempt = 0; ; attempt++)
        {
            var code = Begin(connection);
            if (code == Codes.Done)
            {
                connection.NextIndex = null;
                return true;
            }

            var error = SqliteError.Of(connection.Handle, code);
            if (error.Code != Codes.Busy)
            {
                throw error;
            }

            if (!wait)
            {
                return false;
            }

            giveUp = giveUp < 0 ? Environment.TickCount64 + (long)Patience.TotalMilliseconds : giveUp;
            if (Environment.TickCount64 > giveUp)
            {
                throw new SqliteError(error.ExtendedCode, 0, $"another process held the database locked for more than {Patience.TotalSeconds:0} s");
            }

            if (attempt < Yields)
            {
                Thread.Yield();
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }

    private static int Begin(Connection connection)
    {
        using var use = connection.Prepare("BEGIN IMMEDIATE");
        return use.Statement.TryStep();
    }
}
