using PolicyGuard.Intent.Reading;
using PolicyGuard.Text;

namespace PolicyGuard.Intent;

/// <summary>Reads intent policies: YAML and JSON of MCP Guardian's format, one policy a file.</summary>
public static class IntentLoader
{
    /// <summary>
    /// Reads all files and says everything that is wrong with any of them. MUST return policies if and only if no diagnostic is an error.
    /// </summary>
    /// <param name="sources">The files, in the order in which their messages should appear.</param>
    public static IntentLoadResult Load(IReadOnlyList<IntentSource> sources)
    {
        var diagnostics = new List<Diagnostic>();
        var documents = new List<IntentDocument>();
        foreach (var source in sources)
        {
            var complaints = new Complaints(source.Path);
            if (SourceText.Read(source.Text, complaints) is { } root && new IntentReader(complaints).Read(root) is { } document)
            {
                documents.Add(document);
            }

            diagnostics.AddRange(complaints.All.OrderBy(static fault => fault.Line).ThenBy(static fault => fault.Column));
        }

        diagnostics.AddRange(SameNames(documents));
        var good = diagnostics.TrueForAll(static fault => fault.Severity != Severity.Error);
        return new IntentLoadResult(good ? [.. documents.Select(static document => new IntentPolicy(document))] : [], documents, diagnostics);
    }

    // Flows and upstreams choose a policy by its name.
    private static IEnumerable<Diagnostic> SameNames(IReadOnlyList<IntentDocument> documents)
    {
        var seen = new Dictionary<string, IntentDocument>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            if (document.Name.Length > 0 && !seen.TryAdd(document.Name, document))
            {
                var first = seen[document.Name];
                yield return new Diagnostic(Severity.Error, document.Path, document.Line, 1, "duplicate-policy",
                    $"the name `{document.Name}` is taken by the intent policy {first.Path}:{first.Line}", "give it another `name`");
            }
        }
    }
}
