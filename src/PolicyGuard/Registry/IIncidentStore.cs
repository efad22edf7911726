namespace PolicyGuard.Registry;

/// <summary>Keeps incidents, shared by all processes on one store.</summary>
public interface IIncidentStore
{
    /// <summary>
    /// Opens an incident, or counts one up that is not resolved, has the same agent, rule and target, and was last seen within the window.
    /// Counting up may raise the severity, never lower it. Once an agent has <see cref="IncidentBounds.Targets"/> incidents of one rule within the
    /// window, further targets are counted in one incident without a target: nobody floods the list by inventing names.
    /// </summary>
    /// <param name="incident">The incident; one without a rule is never grouped.</param>
    /// <param name="window">How long repeats belong to one incident.</param>
    /// <param name="strike">Whether it counts towards the agent's automatic suspension; see <see cref="StrikesAsync"/>.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <returns>The incident as it stands now.</returns>
    /// <exception cref="RegistryException">It cannot be stored.</exception>
    ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, bool strike = false, CancellationToken ct = default);

    /// <summary>
    /// How often an agent was recorded with <c>strike</c> since a time, by any process; to the second. What was before its last reinstatement
    /// does not count. Kept for <see cref="IncidentBounds.Strikes"/>.
    /// </summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<long> StrikesAsync(string agent, DateTimeOffset since, CancellationToken ct = default);

    /// <summary>The incident, or null.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default);

    /// <summary>Moves an incident on: from open to acknowledged or resolved, from acknowledged to resolved. Of racing moves to one status one is done.</summary>
    /// <returns>The incident as it stands now, or null where it is not there or does not stand before that status.</returns>
    /// <exception cref="RegistryException">It cannot be stored.</exception>
    ValueTask<Incident?> MoveAsync(string id, IncidentStatus to, string by, string? note, DateTimeOffset at, CancellationToken ct = default);

    /// <summary>Incidents, the one that was last seen first.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken ct = default);

    /// <summary>How many incidents there are by severity and status, of those last seen since a time.</summary>
    /// <param name="since">The time; null counts those that are not resolved, of all times.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<IncidentTally>> TallyAsync(DateTimeOffset? since, CancellationToken ct = default);
}

/// <summary>Which incidents to list. Null members do not filter.</summary>
public sealed record IncidentQuery
{
    /// <summary>Those that stand here.</summary>
    public IncidentStatus? Status { get; init; }

    /// <summary>Those about this agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Those at least as bad.</summary>
    public IncidentSeverity? AtLeast { get; init; }

    /// <summary>Those last seen at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>At most so many; at least 1.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>So many incidents of one severity stand at one status.</summary>
/// <param name="Severity">The severity.</param>
/// <param name="Status">The status.</param>
/// <param name="Count">How many incidents, repeats not counted.</param>
public readonly record struct IncidentTally(IncidentSeverity Severity, IncidentStatus Status, long Count);

/// <summary>Bounds that every store of incidents keeps.</summary>
public static class IncidentBounds
{
    /// <summary>The most incidents of one agent and rule within a window that tell their targets apart.</summary>
    public const int Targets = 100;

    /// <summary>How long strikes are kept.</summary>
    public static readonly TimeSpan Strikes = TimeSpan.FromHours(24);
}
