using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Governance.Policies;

/// <summary>
/// The rules that decide in this process: files and policies made at run time, compiled together and swapped whole. A change in the store, by
/// whatever process, is in force at the next call that is admitted here: each call asks the store for its revision. What cannot be put in force
/// leaves the set before it in force, aloud.
/// </summary>
public sealed class RulesInForce
{
    private readonly IPolicyStore _store;
    private readonly Effect? _default;
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Standing _standing;
    private volatile string? _fault;
    private long _seen;

    private RulesInForce(IPolicyStore store, Effect? defaultAction, Standing first)
    {
        (_store, _default, _standing, _seen) = (store, defaultAction, first, first.Revision);
        Holder = new RuleSetHolder(first.Rules ?? RuleSet.WithoutPolicies(Effect.Deny), LookAsync);
        _fault = Errors(first) is [{ } error, ..] ? error.ToString() : null;
    }

    /// <summary>The set in force, for the gate.</summary>
    public RuleSetHolder Holder { get; }

    /// <summary>The policies that decide, those of files first.</summary>
    public IReadOnlyList<PolicyDocument> Documents => _standing.Documents;

    /// <summary>Why what stands in the store or in files is not what is in force, or null; for health.</summary>
    public string? Fault => _fault;

    /// <summary>Hears of every change: the reason id, and what happened for a person. Must not throw.</summary>
    public Func<string, string, Task> OnChange { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Puts the first set in force.</summary>
    /// <param name="store">The policies made at run time.</param>
    /// <param name="files">The policies of files, without errors.</param>
    /// <param name="defaultAction">What <see cref="PolicyLoader.Load"/> got.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    /// <exception cref="StoredPolicyException">A stored policy cannot be put in force; nothing may start without it.</exception>
    public static async ValueTask<RulesInForce> StartAsync(IPolicyStore store, IReadOnlyList<PolicyDocument> files, Effect? defaultAction, CancellationToken ct)
    {
        var first = await ReadAsync(store, files, defaultAction, ct).ConfigureAwait(false);
        return first.Rules is null ? throw new StoredPolicyException(first.Diagnostics) : new RulesInForce(store, defaultAction, first);
    }

    /// <summary>The same for a process that decides no calls and only judges acts: what cannot be put in force is how it was found, and may be what is to be mended.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    public static async ValueTask<RulesInForce> ForActsAsync(IPolicyStore store, IReadOnlyList<PolicyDocument> files, Effect? defaultAction, CancellationToken ct) =>
        new(store, defaultAction, await ReadAsync(store, files, defaultAction, ct).ConfigureAwait(false));

    /// <summary>What files and policies made at run time say together, for looking at.</summary>
    /// <param name="files">The policies of files.</param>
    /// <param name="stored">The policies made at run time; disabled ones are left out.</param>
    /// <param name="defaultAction">What <see cref="PolicyLoader.Load"/> got.</param>
    public static PolicyLoadResult Join(PolicyLoadResult files, IReadOnlyList<StoredPolicy> stored, Effect? defaultAction)
    {
        var standing = Standing.Of(files.Documents, stored, defaultAction, 0);
        var clean = files.Diagnostics.All(static d => d.Severity != Severity.Error);
        return new PolicyLoadResult(clean ? standing.Rules : null, [.. files.Diagnostics, .. standing.Diagnostics], standing.Documents);
    }

    /// <summary>Puts other files in force, together with what is in the store.</summary>
    /// <param name="files">The policies of files, without errors.</param>
    /// <param name="ct">Cancels the wait for another change that is under way.</param>
    /// <returns>The errors that keep them from it; then the set before stays in force.</returns>
    public async Task<IReadOnlyList<Diagnostic>> PutFilesAsync(IReadOnlyList<PolicyDocument> files, CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        (string Reason, string Message)? news;
        IReadOnlyList<Diagnostic> errors;
        try
        {
            var next = _standing.With(files);
            news = Put(next, "reloaded");
            errors = next.Rules is null ? Errors(next) : [];
        }
        finally
        {
            _one.Release();
        }

        await TellAsync(news).ConfigureAwait(false);
        return errors;
    }

    /// <summary>What stands at this moment, read from the store; for judging a change.</summary>
    /// <exception cref="RegistryException">The store cannot be read.</exception>
    internal async ValueTask<Standing> StandingAsync(CancellationToken ct)
    {
        var standing = _standing;
        return await _store.RevisionAsync(ct).ConfigureAwait(false) == standing.Revision
            ? standing
            : await ReadAsync(_store, standing.Files, _default, ct, standing).ConfigureAwait(false);
    }

    /// <summary>Sees whether the store changed, and swaps if so. Where nothing changed, one look-up.</summary>
    /// <exception cref="RegistryException">The store cannot be read; whoever asks must refuse.</exception>
    internal ValueTask LookAsync(CancellationToken ct)
    {
        var revision = _store.RevisionAsync(ct);
        if (!revision.IsCompletedSuccessfully)
        {
            return AfterAsync(revision, ct);
        }

        return revision.Result == Volatile.Read(ref _seen) ? ValueTask.CompletedTask : ReloadAsync(ct);
    }

    private async ValueTask AfterAsync(ValueTask<long> revision, CancellationToken ct)
    {
        if (await revision.ConfigureAwait(false) != Volatile.Read(ref _seen))
        {
            await ReloadAsync(ct).ConfigureAwait(false);
        }
    }

    private async ValueTask ReloadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct).ConfigureAwait(false);
        (string Reason, string Message)? news = null;
        try
        {
            if (await _store.RevisionAsync(ct).ConfigureAwait(false) != _seen)
            {
                var next = await ReadAsync(_store, _standing.Files, _default, ct, _standing).ConfigureAwait(false);
                news = Put(next, "changed");

                // Only now: who sees the new revision as seen must get the new rules.
                Volatile.Write(ref _seen, next.Revision);
            }
        }
        finally
        {
            _one.Release();
        }

        await TellAsync(news).ConfigureAwait(false);
    }

    // The revision first: the list read afterwards is at least as new.
    private static async ValueTask<Standing> ReadAsync(
        IPolicyStore store, IReadOnlyList<PolicyDocument> files, Effect? defaultAction, CancellationToken ct, Standing? before = null)
    {
        var revision = await store.RevisionAsync(ct).ConfigureAwait(false);
        return Standing.Of(files, await store.ListAsync(ct).ConfigureAwait(false), defaultAction, revision, before);
    }

    private (string Reason, string Message)? Put(Standing next, string what)
    {
        // Even what cannot be put in force stands: a better file, or a better version, is joined with it.
        _standing = next;
        if (next.Rules is not { } rules)
        {
            var errors = Errors(next);
            var kept = Holder.Current.Hash[..12];
            _fault = $"the policies have {errors.Count} error{(errors.Count == 1 ? "" : "s")}; the set {kept} stays in force. {errors[0]}";
            return (Reasons.PolicyRejected, $"policies not {what}, the set {kept} stays in force:\n{string.Join('\n', errors)}");
        }

        _fault = null;
        var before = Holder.Swap(rules);
        return before.Hash == rules.Hash
            ? null
            : (Reasons.PolicyChanged, $"policies {what}: {rules.Count} rule{(rules.Count == 1 ? "" : "s")}, set {rules.Hash[..12]} in place of {before.Hash[..12]}, default {rules.Default.Name()}");
    }

    private Task TellAsync((string Reason, string Message)? news) => news is { } told ? OnChange(told.Reason, told.Message) : Task.CompletedTask;

    private static IReadOnlyList<Diagnostic> Errors(Standing standing) => [.. standing.Diagnostics.Where(static d => d.Severity == Severity.Error)];
}

/// <summary>A policy made at run time cannot be put in force. The message lists all that is wrong, a line each.</summary>
public sealed class StoredPolicyException : Exception
{
    internal StoredPolicyException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join('\n', diagnostics.Where(static d => d.Severity == Severity.Error))) => Diagnostics = diagnostics;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
