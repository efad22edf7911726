using PolicyGuard.Ledger;
using PolicyGuard.Registry;

namespace PolicyGuard.Cli.Composition;

/// <summary>An agent store that reads a real one, or nothing, and writes nowhere: for asking the gate without leaving a trace.</summary>
internal sealed class DryAgents(IAgentStore? real, Func<Agent, Agent> view) : IAgentStore
{
    public async ValueTask<Agent> GetOrRegisterAsync(string id, CancellationToken ct = default) =>
        await FindAsync(id, ct) ?? view(new Agent { Id = id, AutoRegistered = true });

    public async ValueTask<Agent?> FindAsync(string id, CancellationToken ct = default) =>
        real is not null && await real.FindAsync(id, ct) is { } known ? view(known) : null;

    public ValueTask<Agent> PutAsync(Agent agent, CancellationToken ct = default) => throw new RegistryException("nothing is written here");

    public ValueTask<IReadOnlyList<Agent>> ListAsync(CancellationToken ct = default) => real?.ListAsync(ct) ?? ValueTask.FromResult<IReadOnlyList<Agent>>([]);

    public ValueTask<IReadOnlyList<Agent>> HistoryAsync(string id, int limit, CancellationToken ct = default) =>
        real?.HistoryAsync(id, limit, ct) ?? ValueTask.FromResult<IReadOnlyList<Agent>>([]);
}

/// <summary>The keys of a data folder that has nothing in it.</summary>
internal sealed class NoKeys : IKeyStore
{
    public ValueTask<bool> AnyAsync(CancellationToken ct = default) => ValueTask.FromResult(false);

    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult<ApiKey?>(null);

    public ValueTask AddAsync(ApiKey key, CancellationToken ct = default) => throw new RegistryException("nothing is written here");

    public ValueTask<KeyRevocation> RevokeAsync(string id, string by, bool evenLast, CancellationToken ct = default) => ValueTask.FromResult(KeyRevocation.Unknown);

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<ApiKey>>([]);

    public void Touch(string id)
    {
    }
}

/// <summary>Approvals that nobody is asked for.</summary>
internal sealed class DryApprovals : IApprovalStore
{
    public ValueTask<AskedApproval?> AskAsync(Approval wanted, int mostPending, CancellationToken ct = default) =>
        ValueTask.FromResult<AskedApproval?>(new AskedApproval(wanted with { Id = "not asked for" }, IsNew: false));

    public ValueTask<Approval?> FindStandingAsync(Approval wanted, CancellationToken ct = default) => ValueTask.FromResult<Approval?>(null);

    public ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default) => ValueTask.FromResult(false);

    public ValueTask<bool> AnswerAsync(string id, ApprovalAnswer answer, CancellationToken ct = default) => ValueTask.FromResult(false);

    public ValueTask<bool> RevokeAsync(string id, string by, CancellationToken ct = default) => ValueTask.FromResult(false);

    public ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult<Approval?>(null);

    public ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<Approval>>([]);
}

/// <summary>Incidents that nobody hears of.</summary>
internal sealed class DryIncidents : IIncidentStore
{
    public ValueTask<Incident> RecordAsync(Incident incident, TimeSpan window, bool strike = false, CancellationToken ct = default) => ValueTask.FromResult(incident);

    public ValueTask<long> StrikesAsync(string agent, DateTimeOffset since, CancellationToken ct = default) => ValueTask.FromResult(0L);

    public ValueTask<Incident?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult<Incident?>(null);

    public ValueTask<Incident?> MoveAsync(string id, IncidentStatus to, string by, string? note, DateTimeOffset at, CancellationToken ct = default) =>
        ValueTask.FromResult<Incident?>(null);

    public ValueTask<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken ct = default) => ValueTask.FromResult<IReadOnlyList<Incident>>([]);

    public ValueTask<IReadOnlyList<IncidentTally>> TallyAsync(DateTimeOffset? since, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<IncidentTally>>([]);
}

/// <summary>A ledger that forgets.</summary>
internal sealed class DryLedger : ILedgerStore
{
    public string? Fault => null;

    public ValueTask<long> AppendAsync(LedgerRecord record, Durability durability) => ValueTask.FromResult(0L);

    public bool TryAppendSoon(LedgerRecord record, Action<LedgerException> lost) => true;

    public async IAsyncEnumerable<StoredEntry> ReadAsync(LedgerQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        await Task.CompletedTask;
        yield break;
    }
}
