using System.Threading.Tasks.Sources;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Tree;
using PolicyGuard.Sqlite.Files;
using PolicyGuard.Sqlite.Native;
using PolicyGuard.Sqlite.Writing;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>One entry on its way into the ledger; awaited for its index.</summary>
internal sealed class AppendEntry : Write, IValueTaskSource<long>
{
    private const string NextIndex = "SELECT coalesce(max(idx) + 1, 0) FROM ledger";

    private const string Insert =
        """
        INSERT INTO ledger (idx, at, kind, call_id, agent, target, action_type, effect, reason, leaf_hash, json, sealed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """;

    private readonly LedgerRecord _record;
    private readonly string _path;
    private readonly byte[] _leafHash;
    private readonly Action<LedgerException>? _lost;
    private ManualResetValueTaskSourceCore<long> _done = new() { RunContinuationsAsynchronously = true };
    private long _index;

    /// <param name="record">What to append.</param>
    /// <param name="survivesPowerLoss">Whether to answer only when it would survive power loss.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="lost">Where nobody waits for the entry: hears that it will never be stored.</param>
    internal AppendEntry(LedgerRecord record, bool survivesPowerLoss, string path, Action<LedgerException>? lost = null)
    {
        _lost = lost;
        _record = record;
        _path = path;
        _leafHash = TreeHash.Leaf(record.Json.Span);
        SurvivesPowerLoss = survivesPowerLoss;
    }

    internal override bool SurvivesPowerLoss { get; }

    internal override bool Rides => _lost is not null;

    internal override bool IsQuiet => true;

    /// <summary>Completes with the index.</summary>
    internal ValueTask<long> Task => new(this, _done.Version);

    internal override unsafe void Run(Connection connection)
    {
        // Only we write until the transaction ends: its first append finds the place for all.
        _index = connection.NextIndex ?? Next(connection);
        if ((_index + 1) % TreeNodes.Width == 0)
        {
            connection.Run("SAVEPOINT entry");
        }

        fixed (byte* json = _record.Json.Span, hash = _leafHash, sealedArguments = _record.Sealed.Span)
        {
            using var insert = connection.Prepare(Insert);
            var row = insert.Statement
                .Bind(1, _index)
                .Bind(2, Moment.Store(_record.At))
                .Bind(3, (int)_record.Kind)
                .Bind(4, _record.CallId)
                .Bind(5, _record.Agent)
                .Bind(6, _record.Target)
                .Bind(7, _record.ActionType)
                .Bind(8, _record.Effect)
                .Bind(9, _record.Reason)
                .BindPinned(10, hash, _leafHash.Length)
                .BindPinned(11, json, _record.Json.Length);
            (_record.Sealed.IsEmpty ? row.Bind(12, (long?)null) : row.BindPinned(12, sealedArguments, _record.Sealed.Length)).Run();
        }

        connection.NextIndex = _index + 1;
        if ((_index + 1) % TreeNodes.Width == 0)
        {
            CompleteBlocks(connection);
        }
    }

    // Where what the entry completes cannot be kept, the entry is not kept either.
    private void CompleteBlocks(Connection connection)
    {
        try
        {
            TimeBlocks.Appended(connection, _index);
            TreeNodes.Appended(connection, _index);
        }
        catch
        {
            if (connection.InTransaction)
            {
                connection.Run("ROLLBACK TO entry");
                connection.Run("RELEASE entry");
            }

            connection.NextIndex = null;
            throw;
        }

        connection.Run("RELEASE entry");
    }

    internal override void Succeed()
    {
        if (_lost is null)
        {
            _done.SetResult(_index);
        }
    }

    internal override void Fail(Exception cause)
    {
        var failure = new LedgerException($"the ledger entry was not stored: {Explain.Failure(_path, cause)}", cause);
        if (_lost is null)
        {
            _done.SetException(failure);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static lost => lost._lost(lost.failure), (_lost, failure), preferLocal: false);
        }
    }

    private static long Next(Connection connection)
    {
        using var next = connection.Prepare(NextIndex);
        next.Statement.Step();
        return next.Statement.Int(0);
    }

    long IValueTaskSource<long>.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
