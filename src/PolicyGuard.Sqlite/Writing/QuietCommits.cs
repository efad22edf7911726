using PolicyGuard.Sqlite.Native;

namespace PolicyGuard.Sqlite.Writing;

/// <summary>
/// Stretches of the log's history in which this process appended ledger entries and nobody did anything else. Who read, at one state within
/// a stretch, what only other changes touch, knows it at every later state of that stretch without reading it again.
/// </summary>
internal sealed class QuietCommits
{
    private volatile Stretch? _last;

    /// <summary>The stretch that goes on at present, as far as our last commit; null where there is none.</summary>
    internal Stretch? Last => _last;

    /// <summary>Told each commit, by the one who made it.</summary>
    /// <param name="before">The state of the log in the transaction, when it held the lock that keeps other writers out.</param>
    /// <param name="after">The state after the commit, when others may have been faster already.</param>
    /// <param name="frames">The length of the log that the commit itself left.</param>
    /// <param name="quiet">Whether it appended entries only.</param>
    internal void Committed(LogState? before, LogState? after, int frames, bool quiet)
    {
        var last = _last;
        if (!quiet || before is not { } from || after is not { } to || to.Changes != unchecked(from.Changes + 1) || to.Frames != (uint)frames)
        {
            _last = null;
            return;
        }

        _last = last is not null && last.End == from ? new Stretch(last.Begin, to) : new Stretch(new object(), to);
    }

    /// <summary>A stretch as far as it has come.</summary>
    /// <param name="Begin">The same object for all ends of one stretch.</param>
    /// <param name="End">The state that our last commit left.</param>
    internal sealed record Stretch(object Begin, LogState End);
}
