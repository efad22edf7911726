using PolicyGuard.Text;

namespace PolicyGuard.Intent;

/// <summary>What came of reading intent policies.</summary>
/// <param name="Policies">The policies, compiled, in the order of the files; empty where a diagnostic is an error.</param>
/// <param name="Documents">The policies as written, those that could be read.</param>
/// <param name="Diagnostics">Everything that is wrong or doubtful, in the order of files and lines.</param>
public sealed record IntentLoadResult(IReadOnlyList<IntentPolicy> Policies, IReadOnlyList<IntentDocument> Documents, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Diagnostics.All(static fault => fault.Severity != Severity.Error);
}
