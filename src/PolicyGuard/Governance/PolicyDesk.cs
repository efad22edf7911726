using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Text;

namespace PolicyGuard.Governance;

/// <summary>
/// Policies made at run time. An act is judged by what stands, written down, and stored only if nothing changed in between: of racing acts each
/// is judged by what those before it left. It is in force in this process before it is answered, and in every other at its next call. No method
/// throws for what a request, a store or another process does.
/// </summary>
/// <param name="services">What it stands on.</param>
/// <param name="rules">What decides in this process.</param>
public sealed class PolicyDesk(GovernanceServices services, RulesInForce rules)
{
    // Each failed try means that somebody else's act was stored; so many in a row mean that something else is wrong.
    private const int Tries = 500;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Bureau _bureau = new(services);

    /// <summary>Makes a policy, or gives one other contents. Making and tightening takes <see cref="Rights.Tighten"/>, anything else <see cref="Rights.Loosen"/>.</summary>
    public ValueTask<Outcome<PolicyChange>> PutAsync(Actor actor, PolicyRequest request, CancellationToken ct)
    {
        var draft = PolicyDraft.Read(request);
        return ActAsync(actor, request.Id, "make or change", (standing, _) => ValueTask.FromResult(PolicyPlanner.Put(standing, draft)), ct);
    }

    /// <summary>Puts a disabled policy in force again. Takes <see cref="Rights.Tighten"/>, or <see cref="Rights.Loosen"/> where it may loosen something.</summary>
    public ValueTask<Outcome<PolicyChange>> EnableAsync(Actor actor, string id, CancellationToken ct) =>
        ActAsync(actor, id, "enable", (standing, _) => ValueTask.FromResult(PolicyPlanner.Enable(standing, id)), ct);

    /// <summary>Takes a policy out of force. Takes <see cref="Rights.Loosen"/>, unless it does nothing but allow.</summary>
    public ValueTask<Outcome<PolicyChange>> DisableAsync(Actor actor, string id, CancellationToken ct) =>
        ActAsync(actor, id, "disable", (standing, _) => ValueTask.FromResult(PolicyPlanner.Disable(standing, id)), ct);

    /// <summary>Makes an earlier version the newest, contents and whether it was enabled. Nothing of the history is lost.</summary>
    public ValueTask<Outcome<PolicyChange>> RollbackAsync(Actor actor, string id, long version, CancellationToken ct) => ActAsync(
        actor, id, "roll back",
        async (standing, cancel) => PolicyPlanner.Rollback(standing, id, version, await services.Policies.HistoryAsync(id, cancel).ConfigureAwait(false)), ct);

    /// <summary>The newest version of each policy, the oldest policy first. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<StoredPolicy>>> ListAsync(Actor actor, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "list policies", "*", async () => Outcome.Done(await services.Policies.ListAsync(ct).ConfigureAwait(false)), ct);

    /// <summary>All versions of a policy, newest first. Takes <see cref="Rights.Read"/>.</summary>
    public ValueTask<Outcome<IReadOnlyList<StoredPolicy>>> HistoryAsync(Actor actor, string id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "look at policies", Shown(id), async () => await services.Policies.HistoryAsync(id, ct).ConfigureAwait(false) is { Count: > 0 } versions
            ? Outcome.Done(versions)
            : Outcome.Refused<IReadOnlyList<StoredPolicy>>(Reasons.ActUnknown, $"no policy `{Shown(id)}` was made at run time"), ct);

    /// <summary>Policies as files: a name and a text each, which <c>policy check</c> accepts and which say the same when loaded. Takes <see cref="Rights.Read"/>.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="id">The policy, or null for all.</param>
    /// <param name="ct">Cancels the reading.</param>
    public ValueTask<Outcome<IReadOnlyList<PolicyFile>>> ExportAsync(Actor actor, string? id, CancellationToken ct) => _bureau.RunAsync(
        actor, Rights.Read, "export policies", id is null ? "*" : Shown(id), async () =>
        {
            var policies = await services.Policies.ListAsync(ct).ConfigureAwait(false);
            return PolicyFile.Export(id is null ? policies : [.. policies.Where(p => p.Id == id)]) is { } files && (id is null || files.Value is not { Count: 0 })
                ? files
                : Outcome.Refused<IReadOnlyList<PolicyFile>>(Reasons.ActUnknown, $"no policy `{Shown(id!)}` was made at run time");
        }, ct);

    private ValueTask<Outcome<PolicyChange>> ActAsync(
        Actor actor, string id, string what, Func<Standing, CancellationToken, ValueTask<PolicyPlan>> plan, CancellationToken ct)
    {
        // The id comes from outside and may be anything; what is logged and answered of it may not.
        var subject = Shown(id);
        return _bureau.RunAsync(actor, Rights.Tighten, $"{what} policy `{subject}`", subject, async () =>
        {
            await _one.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                for (var i = 0; i < Tries; i++)
                {
                    if (await TryAsync(actor, subject, what, plan, ct).ConfigureAwait(false) is { } outcome)
                    {
                        return outcome;
                    }
                }

                return Outcome.Refused<PolicyChange>(Reasons.ActConflict, $"policy `{subject}` was not changed: others keep changing policies; try again");
            }
            finally
            {
                _one.Release();
            }
        }, ct);
    }

    // Null where somebody else's change came between judging and storing.
    private async ValueTask<Outcome<PolicyChange>?> TryAsync(
        Actor actor, string id, string what, Func<Standing, CancellationToken, ValueTask<PolicyPlan>> make, CancellationToken ct)
    {
        var standing = await rules.StandingAsync(ct).ConfigureAwait(false);
        var plan = await make(standing, ct).ConfigureAwait(false);
        var old = standing.Find(id);
        if (plan.Refusal is not null)
        {
            return Refused(plan);
        }

        if (plan.IsDone(old))
        {
            return Outcome.Done(
                new PolicyChange(old!.Stored, plan.Rules, Created: false, Unchanged: true, $"Policy `{id}` {plan.Verb}: it was so already, version {old.Stored.Version} with {Counted(plan.Rules)}"), plan.Warnings);
        }

        if (plan.Loosens is { } why && await _bureau.ObjectAsync(actor, Rights.Loosen, $"{what} policy `{id}` ({why})", id, ct).ConfigureAwait(false) is { } no)
        {
            return Outcome.Refused<PolicyChange>(no);
        }

        if (old?.Stored.Version >= PolicyBounds.MaxVersions && !actor.Rights.HasFlag(Rights.Loosen))
        {
            return Outcome.Refused<PolicyChange>(Reasons.ActInvalid, $"policy `{id}` has {old.Stored.Version} versions; beyond {PolicyBounds.MaxVersions} only a person changes it, with the policyguard command line");
        }

        var next = new StoredPolicy(id, (old?.Stored.Version ?? 0) + 1, plan.Json, plan.Enabled, actor.Id, services.Clock.GetUtcNow());
        if (next.Enabled)
        {
            var together = standing.With(next);
            if (PolicyPlanner.Against(together, id) is { } faults)
            {
                return Refused(faults);
            }

            plan = plan with { Warnings = [.. plan.Warnings, .. PolicyPlanner.Doubts(together, next)] };
        }

        return await StoreAsync(actor, plan, old?.Stored, next, standing.Revision).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<PolicyChange>?> StoreAsync(Actor actor, PolicyPlan plan, StoredPolicy? old, StoredPolicy next, long revision)
    {
        var message = $"policy `{next.Id}` {plan.Verb}, version {old?.Version ?? 0} → {next.Version}, {Counted(plan.Rules)}{(next.Enabled ? "" : ", disabled")}";
        await _bureau.Log.WriteAsync(plan.Event, actor, next.Id, message, PolicyActDetails.Of(old, next, plan.Rules)).ConfigureAwait(false);
        StoredPolicy? stored;
        try
        {
            // What was written down is done, whether or not somebody still waits for it.
            stored = await services.Policies.PutAsync(next.Id, next.Json, next.Enabled, next.Author, revision, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            await FailedAsync(actor, next, "the registry cannot be written").ConfigureAwait(false);
            throw;
        }

        if (stored is null)
        {
            await FailedAsync(actor, next, "another change came first; it is judged again").ConfigureAwait(false);
            return null;
        }

        return Outcome.Done(
            new PolicyChange(stored, plan.Rules, old is null, Unchanged: false, $"Policy `{next.Id}` {plan.Verb} with {Counted(plan.Rules)}, version {stored.Version}{(stored.Enabled ? "" : ", disabled")}"),
            [.. plan.Warnings, .. await SwapAsync().ConfigureAwait(false)]);
    }

    // It is stored; every call looks for itself, so failing to look now loosens nothing.
    private async ValueTask<IReadOnlyList<string>> SwapAsync()
    {
        try
        {
            await rules.LookAsync(CancellationToken.None).ConfigureAwait(false);
            return rules.Fault is { } fault ? [$"stored, but not in force: {fault}"] : [];
        }
        catch (RegistryException fault)
        {
            services.OnFault($"policies: {fault.Message}");
            return ["stored, but the registry cannot be read just now; calls are refused until it can"];
        }
    }

    private ValueTask FailedAsync(Actor actor, StoredPolicy next, string why) =>
        _bureau.FailedAsync(actor, next.Id, $"policy `{next.Id}` version {next.Version} was not stored: {why}");

    private static Outcome<PolicyChange> Refused(PolicyPlan plan) => new() { Refusal = plan.Refusal, Errors = plan.Errors, Warnings = plan.Warnings };

    private static string Shown(string id) => PolicyIds.Fault(id) is null ? id : "?";

    private static string Counted(int rules) => rules == 1 ? "1 rule" : $"{rules} rules";
}
