namespace PolicyGuard.Governance;

/// <summary>Which entries of the audit log somebody wants to see. Null members do not filter; texts compare exactly.</summary>
public sealed record AuditQuery
{
    /// <summary>The most entries that one answer holds.</summary>
    public const int MostEntries = 1000;

    /// <summary>Entries of this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Entries of this action type; administrative ones have <see cref="AuditEntry.Registration"/> and the like.</summary>
    public string? ActionType { get; init; }

    /// <summary>Entries at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Entries of actions that were allowed, or that were not.</summary>
    public bool? Allowed { get; init; }

    /// <summary>At most so many; 1 to <see cref="MostEntries"/>.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What was found.</summary>
/// <param name="Entries">The newest entries, newest first.</param>
/// <param name="Total">How many there are before the limit.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long Total);
