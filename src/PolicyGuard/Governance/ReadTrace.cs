using System.Collections.Concurrent;
using PolicyGuard.Calls;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance;

/// <summary>
/// Writes down who reads the log and the state of compliance: the first time, and again when they went on for a while. A dashboard that polls
/// must not fill the log with itself (<c>docs/decisions/015-reading-the-log-is-noted-not-counted.md</c>).
/// </summary>
internal sealed class ReadTrace(GovernanceServices services)
{
    private const int MostReaders = 1024;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Actor, string? Agent, string What), DateTimeOffset> _noted = new();
    private readonly ActLog _log = new(services.Ledger, services.Clock);

    /// <summary>Notes a reading. Where that cannot be written, the reading stands: nothing was changed by it.</summary>
    public async ValueTask NoteAsync(Actor actor, string what)
    {
        var now = services.Clock.GetUtcNow();
        var key = (actor.Id, actor.Agent?.Id, what);
        if (_noted.TryGetValue(key, out var last) && now - last < Between)
        {
            return;
        }

        if (_noted.Count >= MostReaders)
        {
            _noted.Clear();
        }

        _noted[key] = now;
        try
        {
            await _log.WriteAsync(Reasons.LogRead, actor, what, $"{actor.Id} reads {what}", default).ConfigureAwait(false);
        }
        catch (LedgerException fault)
        {
            services.OnFault($"governance: a reading was not noted: {fault.Message}");
        }
    }
}
