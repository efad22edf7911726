using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>The policies that decide, and their reload: a changed set that is good is swapped in whole, a bad one leaves the old set in force.</summary>
internal sealed class PoliciesInForce
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly PolicyOptions _options;
    private readonly TimeProvider _clock;
    private PolicyFiles _seen;
    private volatile string? _fault;

    /// <summary>Puts a first set in force.</summary>
    /// <exception cref="ArgumentException">The set has errors.</exception>
    public PoliciesInForce(PolicyOptions options, Policies first, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _seen = first.Files;
        Holder = new RuleSetHolder(first.Rules ?? throw new ArgumentException("the first policies have errors", nameof(first)));
    }

    /// <summary>The set in force.</summary>
    public RuleSetHolder Holder { get; }

    /// <summary>Why the files on the disk are not what is in force, or null; for health.</summary>
    public string? Fault => _fault;

    /// <summary>Hears of every change: the reason id, and what happened for a person.</summary>
    public Func<string, string, Task> OnChange { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Starts looking for changes; null where there is nothing to look at.</summary>
    public PolicyWatcher? Watch() => _options is { HotReload: true, Paths: { } paths } ? new PolicyWatcher(paths, _clock, LookAsync) : null;

    /// <summary>Reads the files, and reloads where they differ from what was seen last.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var files = PolicyFiles.Read(_options.Paths ?? []);
        if (files.SameAs(_seen))
        {
            return;
        }

        if (files.Diagnostics.Count > 0)
        {
            // Between the two halves of a replacement a file is not there; that is no news.
            await Task.Delay(Settle, _clock, ct);
            files = PolicyFiles.Read(_options.Paths ?? []);
        }

        _seen = files;
        var policies = Policies.Compile(files, _options.DefaultAction);
        if (policies.Rules is { } rules)
        {
            _fault = null;
            var before = Holder.Swap(rules);
            if (before.Hash != rules.Hash)
            {
                await OnChange(Reasons.PolicyChanged, $"policies reloaded: {Counted.Of(rules.Count, "rule")}, set {rules.Hash[..12]} in place of {before.Hash[..12]}, default {rules.Default.Name()}");
            }

            return;
        }

        var errors = policies.Diagnostics.Where(static fault => fault.Severity == Severity.Error).ToList();
        _fault = $"the policy files have {Counted.Of(errors.Count, "error")}; the set {Holder.Current.Hash[..12]} stays in force. {errors[0]}";
        await OnChange(Reasons.PolicyRejected, $"policies not reloaded, the set {Holder.Current.Hash[..12]} stays in force:\n{string.Join('\n', errors)}");
    }
}
