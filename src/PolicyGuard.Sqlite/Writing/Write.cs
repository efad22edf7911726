using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>One change to the database. Writes that wait together share one transaction; each fails or succeeds for itself.</summary>
internal abstract class Write
{
    /// <summary>Whether it counts as done only when it would survive power loss.</summary>
    internal abstract bool SurvivesPowerLoss { get; }

    /// <summary>
    /// Whether nobody waits for it: it rides with the next transaction, and stays in the queue when that fails, before all that comes later.
    /// </summary>
    internal virtual bool Rides => false;

    /// <summary>Whether it touches nothing that look-ups keep in memory: it only appends to the ledger, or moves a flow.</summary>
    internal virtual bool IsQuiet => false;

    /// <summary>Makes the change, inside a transaction. May throw; then nothing of it stays.</summary>
    internal abstract void Run(Connection connection);

    /// <summary>It is stored. Must not run other people's code.</summary>
    internal abstract void Succeed();

    /// <summary>It is not stored. Must not run other people's code.</summary>
    internal abstract void Fail(Exception cause);
}
