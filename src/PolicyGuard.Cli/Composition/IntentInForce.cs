using PolicyGuard.Calls;
using PolicyGuard.Cli.Terminal;
using PolicyGuard.Gateway.Config;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>The intent policies in force, and their reload: changed files that are good are swapped in whole, bad ones leave the old set in force.</summary>
internal sealed class IntentInForce(IntentOptions options, IntentPolicies first, TimeProvider clock)
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private PolicyFiles _seen = first.Files;
    private volatile string? _fault;

    /// <summary>What decides.</summary>
    public IntentSetHolder Holder { get; } = new(first.Set ?? throw new ArgumentException("intent policies with errors are not put in force", nameof(first)));

    /// <summary>Why the files on the disk are not what is in force, or null; for health.</summary>
    public string? Fault => _fault;

    /// <summary>Hears of every change and of every change that was refused: reason id and message.</summary>
    public Func<string, string, ValueTask> OnChange { get; set; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Starts looking for changes; null where there is nothing to look at.</summary>
    public PolicyWatcher? Watch() => options is { HotReload: true, AllPaths: { Count: > 0 } paths } ? new PolicyWatcher(paths, clock, LookAsync) : null;

    /// <summary>Reads the files, and reloads where they differ from what was seen last.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var files = PolicyFiles.Read(options.AllPaths);
        if (files.SameAs(_seen))
        {
            return;
        }

        if (files.Diagnostics.Count > 0)
        {
            // Between the two halves of a replacement a file is not there; that is no news.
            await Task.Delay(Settle, clock, ct);
            files = PolicyFiles.Read(options.AllPaths);
        }

        _seen = files;
        var read = IntentPolicies.Compile(files, options);
        if (read.Set is { } next)
        {
            _fault = null;
            var before = Holder.Swap(next);
            if (before.Hash != next.Hash)
            {
                await OnChange(Reasons.PolicyChanged, $"intent policies changed: {Shown(before)} became {Shown(next)}");
            }

            return;
        }

        var errors = read.Diagnostics.Where(static fault => fault.Severity == Severity.Error).ToList();
        _fault = $"the intent policies have {Counted.Of(errors.Count, "error")}; {Shown(Holder.Current)} stays in force. {errors[0]}";
        await OnChange(Reasons.PolicyRejected, $"intent policies not reloaded, {Shown(Holder.Current)} stays in force:\n{string.Join('\n', errors)}");
    }

    private static string Shown(IntentSet set) => set.IsEmpty ? "no intent policy" : $"the set {set.Hash[..12]}";
}
