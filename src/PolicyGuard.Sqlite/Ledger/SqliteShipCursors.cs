using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Export;
using PolicyGuard.Registry;
using PolicyGuard.Sqlite.Registry;

namespace PolicyGuard.Sqlite.Ledger;

/// <summary>How far each sink has got, beside the entries themselves: a copy of the database knows what its entries were shipped to.</summary>
internal sealed class SqliteShipCursors(RegistryAccess access) : IShipCursors
{
    public ValueTask<long> ReadAsync(string sink, CancellationToken ct)
    {
        try
        {
            return ValueTask.FromResult(access.Read(
                connection =>
                {
                    using var use = connection.Prepare("SELECT next FROM ship_cursors WHERE sink = ?1");
                    return use.Statement.Bind(1, sink).Step() ? use.Statement.Int(0) : 0;
                },
                ct));
        }
        catch (RegistryException fault)
        {
            throw new LedgerException($"how far was shipped to {sink} cannot be read: {fault.Message}", fault);
        }
    }

    // A cursor that power loss takes back makes entries come twice, which is promised; so no sync is waited for.
    public async ValueTask WriteAsync(string sink, long next, CancellationToken ct)
    {
        try
        {
            await access.ChangeAsync(
                survivesPowerLoss: false,
                connection =>
                {
                    using var use = connection.Prepare("INSERT INTO ship_cursors (sink, next) VALUES (?1, ?2) ON CONFLICT (sink) DO UPDATE SET next = excluded.next");
                    use.Statement.Bind(1, sink).Bind(2, next).Run();
                    return true;
                },
                ct).ConfigureAwait(false);
        }
        catch (RegistryException fault)
        {
            throw new LedgerException($"how far was shipped to {sink} was not stored: {fault.Message}", fault);
        }
    }
}
