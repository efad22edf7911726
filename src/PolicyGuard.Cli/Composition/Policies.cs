using PolicyGuard.Calls;
using PolicyGuard.Governance.Policies;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>Policies read from the disk, or built in, and compiled together.</summary>
/// <param name="Files">The texts.</param>
/// <param name="Result">What came of them.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, reading included.</param>
internal sealed record Policies(PolicyFiles Files, PolicyLoadResult Result, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The intent policies beside them.</summary>
    public IntentPolicies Intent { get; init; } = IntentPolicies.None;

    /// <summary>The rules; null where something is wrong.</summary>
    public RuleSet? Rules => Diagnostics.Any(static fault => fault.Severity == Severity.Error) ? null : Result.Rules;

    /// <summary>Reads the paths, or takes the built-in starter policy where there are none.</summary>
    public static Policies Load(IReadOnlyList<string>? paths, Effect? defaultAction) =>
        Compile(paths is null ? new PolicyFiles([StarterPolicies.Source("starter")], []) : PolicyFiles.Read(paths), defaultAction);

    /// <summary>The same, together with what was made at run time; what is wrong with that is told like a fault of a file.</summary>
    public Policies With(IReadOnlyList<StoredPolicy> stored, Effect? defaultAction)
    {
        var joined = RulesInForce.Join(Result, stored, defaultAction);
        return new Policies(Files, joined, [.. Files.Diagnostics, .. joined.Diagnostics]);
    }

    /// <summary>Compiles. Where the operator named no default action, the loader says what counts.</summary>
    public static Policies Compile(PolicyFiles files, Effect? defaultAction)
    {
        var result = PolicyLoader.Load(files.Sources, defaultAction);
        return new Policies(files, result, [.. files.Diagnostics, .. result.Diagnostics]);
    }
}
