using PolicyGuard.Calls;
using PolicyGuard.Governance.Replay;
using PolicyGuard.Ledger;
using PolicyGuard.Ledger.Sealing;
using PolicyGuard.Rules;

namespace PolicyGuard.Cli.Replay;

/// <summary>Decides the recorded history again, entry by entry, and counts. Holds no entry longer than it takes to decide it.</summary>
internal sealed class HistoryReplay(RuleSet rules, Vault? vault)
{
    // Reasons carry key ids; a log with very many keys is told as a whole.
    private const int MostFaults = 32;

    /// <summary>How many decisions were looked at.</summary>
    public long Decisions { get; private set; }

    /// <summary>How many got another effect.</summary>
    public long Differences { get; private set; }

    /// <summary>How many got the same effect from another rule.</summary>
    public long OtherRules { get; private set; }

    /// <summary>How many were decided with less than what there was then.</summary>
    public long Approximate { get; private set; }

    /// <summary>How many could not be decided again.</summary>
    public long Undecided { get; private set; }

    /// <summary>How often each change of effect came up.</summary>
    public SortedDictionary<(Effect From, Effect To), long> Changes { get; } = [];

    /// <summary>Why decisions could not be made again, and how often.</summary>
    public SortedDictionary<string, long> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes through the log in order.</summary>
    /// <param name="ledger">The log.</param>
    /// <param name="since">From when on; null for all.</param>
    /// <param name="onDecision">Takes each decision.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The log cannot be read.</exception>
    public async Task RunAsync(ILedgerStore ledger, DateTimeOffset? since, Action<Redecision> onDecision, CancellationToken ct)
    {
        await foreach (var entry in ledger.ReadAsync(new LedgerQuery { Since = since, WithSealed = vault is not null, NewestFirst = false, Limit = int.MaxValue }, ct))
        {
            if (PolicyReplay.Decide(entry, rules, vault) is { } again)
            {
                Count(again);
                onDecision(again);
            }
        }
    }

    private void Count(Redecision again)
    {
        Decisions++;
        if (again.Fault is { } fault)
        {
            Undecided++;
            var key = Faults.ContainsKey(fault) || Faults.Count < MostFaults ? fault : "other reasons";
            Faults[key] = Faults.GetValueOrDefault(key) + 1;
            return;
        }

        Approximate += again.Approximation is null ? 0 : 1;
        OtherRules += again.DiffersInRule ? 1 : 0;
        if (again.Differs)
        {
            Differences++;
            var change = (again.Recorded.Effect, again.Effect);
            Changes[change] = Changes.GetValueOrDefault(change) + 1;
        }
    }
}
