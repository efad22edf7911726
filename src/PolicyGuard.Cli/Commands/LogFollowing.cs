using PolicyGuard.Cli.Terminal;
using PolicyGuard.Ledger;

namespace PolicyGuard.Cli.Commands;

/// <summary>Shows the newest entries in order, then every one that comes after them, until cancelled.</summary>
internal static class LogFollowing
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(ILedgerStore ledger, LedgerQuery query, AuditLines output, CancellationToken ct)
    {
        // The newest ones first in time, then whatever comes after the last index seen.
        var shown = new List<StoredEntry>();
        var last = -1L;
        try
        {
            // None at first: whatever comes after the newest entry, wanted or not.
            await foreach (var entry in ledger.ReadAsync(query.Limit == 0 ? new LedgerQuery { Limit = 1 } : query, ct))
            {
                shown.Add(entry);
            }

            if (query.Limit == 0)
            {
                last = shown.Count == 0 ? -1 : shown[0].Index;
                shown.Clear();
            }

            shown.Reverse();
            while (true)
            {
                foreach (var entry in shown)
                {
                    await output.WriteAsync(entry, ct);
                    last = entry.Index;
                }

                output.Flush();
                shown.Clear();
                await Task.Delay(Poll, TimeProvider.System, ct);
                await foreach (var entry in ledger.ReadAsync(query with { AfterIndex = last, NewestFirst = false, Limit = 1000 }, ct))
                {
                    shown.Add(entry);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }
    }
}
