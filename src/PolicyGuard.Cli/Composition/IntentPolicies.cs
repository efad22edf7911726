using PolicyGuard.Gateway.Config;
using PolicyGuard.Intent;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Intent policies read from the disk, and what of them is in force.</summary>
/// <param name="Files">The texts.</param>
/// <param name="Result">What came of them.</param>
/// <param name="Set">What is in force; null where something is wrong.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, reading included.</param>
internal sealed record IntentPolicies(PolicyFiles Files, IntentLoadResult Result, IntentSet? Set, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>No intent is declared.</summary>
    public static readonly IntentPolicies None = new(new PolicyFiles([], []), new IntentLoadResult([], [], []), IntentSet.None, []);

    /// <summary>Reads what the configuration names, and puts in force what it chooses.</summary>
    public static IntentPolicies Load(IntentOptions options) => Compile(PolicyFiles.Read(options.AllPaths), options);

    /// <summary>The same for files that were read already.</summary>
    public static IntentPolicies Compile(PolicyFiles files, IntentOptions options)
    {
        var result = IntentLoader.Load([.. files.Sources.Select(static file => new IntentSource(file.Path, file.Text))]);
        var diagnostics = new List<Diagnostic>([.. files.Diagnostics, .. result.Diagnostics]);
        if (diagnostics.Exists(static fault => fault.Severity == Severity.Error))
        {
            return new IntentPolicies(files, result, null, diagnostics);
        }

        var of = options.Default is { } chosen ? Choose(chosen, result, diagnostics) : null;
        var upstreams = new Dictionary<string, IntentPolicy>(StringComparer.Ordinal);
        foreach (var (upstream, choice) in options.Upstreams)
        {
            if (Choose(choice, result, diagnostics) is { } policy)
            {
                upstreams[upstream] = policy;
            }
        }

        var used = upstreams.Values.Append(of).ToHashSet();
        diagnostics.AddRange(result.Policies.Where(policy => !used.Contains(policy)).Select(static policy => new Diagnostic(
            Severity.Warning, policy.Document.Path, policy.Document.Line, 1, "intent-unused", $"the intent policy `{policy.Name}` is in force nowhere", "choose it with `intent.default` or `upstreams.*.intent`")));
        var failed = diagnostics.Exists(static fault => fault.Severity == Severity.Error);
        return new IntentPolicies(files, result, failed ? null : new IntentSet(of, upstreams), diagnostics);
    }

    private static IntentPolicy? Choose(IntentChoice choice, IntentLoadResult result, List<Diagnostic> diagnostics)
    {
        var found = result.Policies.FirstOrDefault(policy => choice.File is { } file ? Path.GetFullPath(policy.Document.Path) == file : policy.Name == choice.Written);
        if (found is null)
        {
            var names = result.Policies.Select(static policy => policy.Name).ToList();
            var near = Suggestion.Nearest(choice.Written, names);
            diagnostics.Add(new Diagnostic(
                Severity.Error, choice.Source, choice.Line, choice.Column, "intent-unknown", $"there is no intent policy `{choice.Written}`",
                near is not null ? $"did you mean `{near}`?" : names.Count == 0 ? "name its file, or put the file into `intent.policies`" : $"there are {string.Join(", ", names)}"));
        }

        return found;
    }
}
