using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>The policy files' part in what decides, and their reload: changed files that are good are swapped in whole, bad ones leave the old set in force.</summary>
internal sealed class PoliciesInForce(PolicyOptions options, PolicyFiles first, RulesInForce rules, TimeProvider clock)
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private PolicyFiles _seen = first;
    private volatile string? _fault;

    /// <summary>What decides.</summary>
    public RulesInForce Rules => rules;

    /// <summary>Why the files on the disk, or the policies in the store, are not what is in force; or null; for health.</summary>
    public string? Fault => _fault ?? rules.Fault;

    /// <summary>Starts looking for changes; null where there is nothing to look at.</summary>
    public PolicyWatcher? Watch() => options is { HotReload: true, Paths: { } paths } ? new PolicyWatcher(paths, clock, LookAsync) : null;

    /// <summary>Reads the files, and reloads where they differ from what was seen last.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var files = PolicyFiles.Read(options.Paths ?? []);
        if (files.SameAs(_seen))
        {
            return;
        }

        if (files.Diagnostics.Count > 0)
        {
            // Between the two halves of a replacement a file is not there; that is no news.
            await Task.Delay(Settle, clock, ct);
            files = PolicyFiles.Read(options.Paths ?? []);
        }

        _seen = files;
        var policies = Policies.Compile(files, options.DefaultAction);
        if (policies.Rules is not null)
        {
            _fault = null;
            await rules.PutFilesAsync(policies.Result.Documents, ct);
            return;
        }

        var errors = policies.Diagnostics.Where(static fault => fault.Severity == Severity.Error).ToList();
        var kept = rules.Holder.Current.Hash[..12];
        _fault = $"the policy files have {Counted.Of(errors.Count, "error")}; the set {kept} stays in force. {errors[0]}";
        await rules.OnChange(Reasons.PolicyRejected, $"policies not reloaded, the set {kept} stays in force:\n{string.Join('\n', errors)}");
    }
}
