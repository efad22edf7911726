using PolicyGuard.Registry;

namespace PolicyGuard.Tests.Doubles;

/// <summary>Approvals in memory.</summary>
internal sealed class MemoryApprovals(TimeProvider clock) : IApprovalStore
{
    private readonly List<Approval> _all = [];

    public IReadOnlyList<Approval> All => _all;

    public ValueTask<AskedApproval?> AskAsync(Approval wanted, int mostPending, CancellationToken ct = default)
    {
        lock (_all)
        {
            if (Standing(wanted) is { } standing)
            {
                return ValueTask.FromResult<AskedApproval?>(new AskedApproval(standing, false));
            }

            if (_all.Count(a => a.Agent == wanted.Agent && a.Status == ApprovalStatus.Pending && Live(a)) >= mostPending)
            {
                return ValueTask.FromResult<AskedApproval?>(null);
            }

            _all.Add(wanted);
            return ValueTask.FromResult<AskedApproval?>(new AskedApproval(wanted, true));
        }
    }

    public ValueTask<Approval?> FindStandingAsync(Approval wanted, CancellationToken ct = default)
    {
        lock (_all)
        {
            return ValueTask.FromResult(Standing(wanted));
        }
    }

    public ValueTask<bool> UseAsync(string id, string binding, CancellationToken ct = default) =>
        Move(id, a => a.Status == ApprovalStatus.Approved && a.Binding == binding, a => a with { Status = ApprovalStatus.Used });

    public ValueTask<bool> AnswerAsync(string id, ApprovalAnswer answer, CancellationToken ct = default) => Move(id, static a => a.Status == ApprovalStatus.Pending, a => a with
    {
        Status = !answer.Approve ? ApprovalStatus.Denied : answer.GrantFor is null ? ApprovalStatus.Approved : ApprovalStatus.Granted,
        AnsweredBy = answer.By,
        AnsweredAt = clock.GetUtcNow(),
        Note = answer.Note,
        ExpiresAt = answer is { Approve: true, GrantFor: { } time } ? clock.GetUtcNow() + time : a.ExpiresAt,
    });

    public ValueTask<bool> RevokeAsync(string id, string by, CancellationToken ct = default) =>
        Move(id, static a => a.Status is ApprovalStatus.Approved or ApprovalStatus.Granted, a => a with { Status = ApprovalStatus.Denied, AnsweredBy = by });

    public ValueTask<Approval?> FindAsync(string id, CancellationToken ct = default) => ValueTask.FromResult(_all.Find(a => a.Id == id));

    public ValueTask<IReadOnlyList<Approval>> ListAsync(ApprovalStatus? status = null, int limit = 100, CancellationToken ct = default) =>
        ValueTask.FromResult<IReadOnlyList<Approval>>([.. _all.Where(a => status is null || a.Status == status)]);

    private Approval? Standing(Approval wanted) => _all
        .Where(a => Live(a) && ((a.Binding == wanted.Binding && a.Status is ApprovalStatus.Pending or ApprovalStatus.Approved or ApprovalStatus.Denied && a.Binding == wanted.Binding)
            || (a.GrantBinding == wanted.GrantBinding && a.Status == ApprovalStatus.Granted)))
        .OrderBy(static a => a.Status switch { ApprovalStatus.Denied => 0, ApprovalStatus.Approved => 1, ApprovalStatus.Granted => 2, _ => 3 })
        .FirstOrDefault();

    private bool Live(Approval approval) => approval.ExpiresAt > clock.GetUtcNow();

    private ValueTask<bool> Move(string id, Predicate<Approval> from, Func<Approval, Approval> to)
    {
        lock (_all)
        {
            var at = _all.FindIndex(a => a.Id == id && Live(a) && from(a));
            if (at < 0)
            {
                return ValueTask.FromResult(false);
            }

            _all[at] = to(_all[at]);
            return ValueTask.FromResult(true);
        }
    }
}
