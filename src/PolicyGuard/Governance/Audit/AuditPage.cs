namespace PolicyGuard.Governance.Audit;

/// <summary>What a search of the audit log found.</summary>
/// <param name="Entries">The entries, newest first.</param>
/// <param name="Total">How many there are before the limit, exactly.</param>
/// <param name="TimeRange">The time range that was used.</param>
/// <param name="FiltersApplied">The filters, such as <c>agent_id=x</c>; <c>none</c> where there were none.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long Total, string TimeRange, IReadOnlyList<string> FiltersApplied);
