using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Approvals in memory.</summary>
internal sealed class MemoryApprovals(TimeProvider clock) : IApprovalStore
{
    private readonly List<Approval> _all = [];

    public IReadOnlyList<Approval> All => _all;

    public ValueTask<Approval> AskAsync(Approval wanted, CancellationToken ct = default)
    {
        lock (_all)
        {
            var open = _all.Find(a => a.Binding == wanted.Binding && a.Status is ApprovalStatus.Pending or ApprovalStatus.Approved && a.Binding == wanted.Binding && a.ExpiresAt > clock.GetUtcNow());
            if (open is null)
            {
                _all.Add(open = wanted);
            }

            return ValueTask.FromResult(open);
        }
    }

    public ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default) => Move(id, ApprovalStatus.Approved, ApprovalStatus.Used, binding);

    public ValueTask<bool> AnswerAsync(string id, bool approve, string answeredBy, string? note, CancellationToken ct = default) =>
        Move(id, ApprovalStatus.Pending, approve ? ApprovalStatus.Approved : ApprovalStatus.Denied, null);

    public ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_all.Find(a => a.Id == id));

    public ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<Approval>>([.. _all.Where(a => status is null || a.Status == status)]);

    private ValueTask<bool> Move(string id, ApprovalStatus from, ApprovalStatus to, string? binding)
    {
        lock (_all)
        {
            var at = _all.FindIndex(a => a.Id == id && a.Status == from && (binding is null || a.Binding == binding));
            if (at < 0)
            {
                return ValueTask.FromResult(false);
            }

            _all[at] = _all[at] with { Status = to };
            return ValueTask.FromResult(true);
        }
    }
}
