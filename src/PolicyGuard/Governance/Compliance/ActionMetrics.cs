using System.Runtime.InteropServices;
using PolicyGuard.Governance.Audit;
using PolicyGuard.Ledger;

namespace PolicyGuard.Governance.Compliance;

/// <summary>What was asked for and what was decided. Administrative acts are no actions: they change nothing here.</summary>
public sealed record ActionMetrics
{
    /// <summary>Actions that were allowed.</summary>
    public long Allowed { get; init; }

    /// <summary>Actions that were not, for whatever reason; those that wait for a human among them.</summary>
    public long Denied { get; init; }

    /// <summary>Of those denied, the ones that only wait for a human.</summary>
    public long Waiting { get; init; }

    /// <summary>All of them.</summary>
    public long Total => Allowed + Denied;

    /// <summary>Percent denied, two decimals; 0 where nothing was asked for.</summary>
    public double DenialRate => Total == 0 ? 0 : Math.Round(100.0 * Denied / Total, 2, MidpointRounding.AwayFromZero);

    /// <summary>How many agents asked.</summary>
    public int Agents { get; init; }

    /// <summary>Those who were denied most, the worst first.</summary>
    public IReadOnlyList<(string Agent, long Violations)> Offenders { get; init; } = [];

    /// <summary>By action type, in order of its name.</summary>
    public IReadOnlyList<(string Type, long Allowed, long Denied)> Types { get; init; } = [];

    /// <summary>Adds tallies up.</summary>
    /// <param name="tallies">The tallies of a time range.</param>
    /// <param name="offenders">At most so many offenders.</param>
    public static ActionMetrics Of(IEnumerable<LedgerTally> tallies, int offenders)
    {
        var (allowed, denied, waiting) = (0L, 0L, 0L);
        var agents = new Dictionary<string, long>(StringComparer.Ordinal);
        var types = new SortedDictionary<string, (long Allowed, long Denied)>(StringComparer.Ordinal);
        foreach (var (key, count) in tallies)
        {
            if (!AuditWords.IsAction(key))
            {
                continue;
            }

            ref var violations = ref CollectionsMarshal.GetValueRefOrAddDefault(agents, key.Agent, out _);
            var type = types.GetValueOrDefault(key.ActionType);
            if (AuditWords.IsAllowed(key))
            {
                allowed += count;
                types[key.ActionType] = (type.Allowed + count, type.Denied);
            }
            else
            {
                denied += count;
                violations += count;
                waiting += AuditWords.IsWaiting(key) ? count : 0;
                types[key.ActionType] = (type.Allowed, type.Denied + count);
            }
        }

        return new ActionMetrics
        {
            Allowed = allowed,
            Denied = denied,
            Waiting = waiting,
            Agents = agents.Count,
            Offenders = [.. agents.Where(static a => a.Value > 0).OrderByDescending(static a => a.Value).ThenBy(static a => a.Key, StringComparer.Ordinal).Take(offenders).Select(static a => (a.Key, a.Value))],
            Types = [.. types.Select(static t => (t.Key, t.Value.Allowed, t.Value.Denied))],
        };
    }
}
