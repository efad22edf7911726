using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// A <see cref="Write"/> made of a function, for what is not on the hot path. It may take several statements: they are undone together.
/// </summary>
internal sealed class Change<T> : Write
{
    private readonly Func<Connection, T> _run;
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    internal Change(bool survivesPowerLoss, Func<Connection, T> run, bool quiet = false)
    {
        IsQuiet = quiet;
        SurvivesPowerLoss = survivesPowerLoss;
        _run = run;
    }

    internal override bool SurvivesPowerLoss { get; }

    internal override bool IsQuiet { get; }

    /// <summary>What the function answered, once it is stored.</summary>
    internal Task<T> Task => _done.Task;

    internal override void Run(Connection connection)
    {
        connection.Run("SAVEPOINT change");
        try
        {
            _result = _run(connection);
        }
        catch
        {
            if (connection.InTransaction)
            {
                connection.Run("ROLLBACK TO change");
                connection.Run("RELEASE change");
            }

            throw;
        }

        connection.Run("RELEASE change");
    }

    internal override void Succeed() => _done.SetResult(_result!);

    internal override void Fail(Exception cause) => _done.SetException(cause);
}
