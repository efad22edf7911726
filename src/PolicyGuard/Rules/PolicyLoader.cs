using PolicyGuard.Calls;
using PolicyGuard.Rules.Compiled;
using PolicyGuard.Rules.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Rules;

/// <summary>Reads policies of all dialects and compiles them together.</summary>
public static class PolicyLoader
{
    /// <summary>
    /// Reads all files, says everything that is wrong with any of them, and compiles them where nothing is. MUST return rules if and only
    /// if no diagnostic is an error: a policy that is half understood protects nobody.
    /// </summary>
    /// <param name="sources">The files, in the order in which their messages should appear.</param>
    /// <param name="defaultAction">
    /// What happens where no rule matches and no policy says something stricter; null where the operator says nothing about that: then
    /// the policies' own defaults count, and where none of them speaks, <c>deny</c>.
    /// </param>
    public static PolicyLoadResult Load(IReadOnlyList<PolicySource> sources, Effect? defaultAction)
    {
        var diagnostics = new List<Diagnostic>();
        var documents = new List<PolicyDocument>();
        var patterns = new PatternReader();
        foreach (var source in sources)
        {
            var complaints = new Complaints(source.Path);
            if (SourceText.Read(source.Text, complaints) is { } root)
            {
                documents.AddRange(new DialectReader(patterns, complaints).Read(root));
            }

            diagnostics.AddRange(complaints.All.OrderBy(d => d.Line).ThenBy(d => d.Column));
        }

        TellApart(documents);
        return Join(documents, diagnostics, defaultAction);
    }

    /// <summary>Compiles policies that were read before.</summary>
    /// <param name="documents">The policies.</param>
    /// <param name="diagnostics">What reading them brought up.</param>
    /// <param name="defaultAction">As above.</param>
    internal static PolicyLoadResult Join(IReadOnlyList<PolicyDocument> documents, IEnumerable<Diagnostic> diagnostics, Effect? defaultAction)
    {
        Diagnostic[] all = [.. diagnostics, .. SameNames(documents)];
        var refused = Array.Exists(all, static d => d.Severity == Severity.Error);
        return new PolicyLoadResult(refused ? null : RuleCompiler.Compile(documents, defaultAction ?? Unsaid(documents)), all, documents);
    }

    // Allow is what the policies' own defaults can only tighten.
    private static Effect Unsaid(IReadOnlyList<PolicyDocument> documents) => documents.Any(static d => d is { Enabled: true, Default: not null }) ? Effect.Allow : Effect.Deny;

    // Files of one name in several folders, that do not name themselves, go by their paths.
    private static void TellApart(List<PolicyDocument> documents)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            var document = documents[i];
            if (!seen.Add(document.Name) && document.Dialect != PolicyDialect.Governance && document.Name == PolicyNames.OfFile(document.Path))
            {
                documents[i] = document with { Name = document.Path };
            }
        }
    }

    // A verdict names its rule as policy and id; two policies of one name would make that mean two things.
    private static IEnumerable<Diagnostic> SameNames(IReadOnlyList<PolicyDocument> documents)
    {
        var seen = new Dictionary<string, PolicyDocument>(StringComparer.Ordinal);
        foreach (var document in documents.Where(d => d.Name.Length > 0))
        {
            if (!seen.TryAdd(document.Name, document))
            {
                var first = seen[document.Name];
                yield return new Diagnostic(Severity.Error, document.Path, document.Line, 1, "duplicate-policy",
                    $"the policy name `{document.Name}` is taken by {first.Path}:{first.Line}", "give it another `name`");
            }
        }
    }
}
