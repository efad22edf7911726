using PolicyGuard.Calls;
using PolicyGuard.Registry;
using PolicyGuard.Rules;
using PolicyGuard.Rules.Analysis;
using PolicyGuard.Text;

namespace PolicyGuard.Cli.Composition;

/// <summary>What rules that load may still have got wrong, told as warnings, each with a call that shows it.</summary>
internal static class Doubts
{
    /// <summary>The warnings.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="seen">The tools that upstreams have listed, to hold the rules against; null does not.</param>
    /// <param name="ct">Ends the analysis early.</param>
    public static IEnumerable<Diagnostic> Of(RuleSet rules, IReadOnlyList<ToolPin>? seen, CancellationToken ct) => PolicyAnalysis.Analyze(
        rules, seen is null ? null : [.. seen.Select(static tool => new KnownTool(tool.Tool, tool.Upstream))], ct).Select(static finding => new Diagnostic(
        Severity.Warning, finding.Path ?? finding.Example?.Upstream ?? "", finding.Line, finding.Line > 0 ? 1 : 0, Code(finding.Kind), finding.Message,
        finding.Example is { } example ? $"for example {example.Tool} {example.Arguments} of trust {example.Trust.Name()}: {example.Verdict.Effect.Name()}" : null));

    private static string Code(PolicyFindingKind kind) => kind switch
    {
        PolicyFindingKind.Unreachable => "unreachable-rule",
        PolicyFindingKind.Shadowed => "shadowed-rule",
        PolicyFindingKind.Contradiction => "contradiction",
        PolicyFindingKind.MatchesNoKnownTool => "idle-rule",
        _ => "unnamed-tool",
    };
}
