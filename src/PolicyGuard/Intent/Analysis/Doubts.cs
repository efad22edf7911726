using PolicyGuard.Text;

namespace PolicyGuard.Intent.Analysis;

/// <summary>Gathers what is doubtful about one policy.</summary>
internal sealed class Doubts(IntentPolicy policy)
{
    private readonly IntentDocument _document = policy.Document;

    public List<Diagnostic> All { get; } = [];

    public void Lists()
    {
        foreach (var allowed in _document.AllowedTools)
        {
            if (_document.ForbiddenTools.FirstOrDefault(forbidden => forbidden.Includes(allowed)) is { } forbidden)
            {
                Say(_document.Line, 1, "allowed-and-forbidden", $"`{allowed.Written}` is allowed, and forbidden by `{forbidden.Written}`; what is forbidden stays so", "remove one of them");
            }
        }

        if (_document.FastPathAllow && _document.AllowedTools.Count == 0)
        {
            Say(_document.Line, 1, "key-without-effect", "`fast_path_allow` has no effect without `allowed_tools`", "list the tools that need no judge");
        }
    }

    public void Transitions()
    {
        var graph = new StateGraph(_document);
        foreach (var entry in _document.Transitions)
        {
            if (entry.Key is { } key && WhyNever(key) is { } never)
            {
                Say(entry.Line, entry.Column, "never-callable", $"the entry of `{entry.Written}` says nothing: {never}");
            }

            foreach (var next in entry.Next)
            {
                if (WhyNever(next) is { } why)
                {
                    Say(entry.Line, entry.Column, "never-callable", $"`{entry.Written}` leads to `{next.Written}`: {why}");
                }
                else if (!_document.AllowUnlisted && !graph.Keys.Any(other => StateGraph.Meet(next, other.Key!)))
                {
                    Say(entry.Line, entry.Column, "dead-end", $"nothing may follow `{next.Written}`, because it has no entry of its own", $"write `\"{next.Written}\": []` where that is meant");
                }
            }
        }

        if (graph.Start is { } start)
        {
            var reached = graph.ReachedFrom(start);
            foreach (var lost in graph.Keys.Where(key => !reached.ContainsKey(key)))
            {
                Say(lost.Line, lost.Column, "unreachable", $"no flow comes to `{lost.Written}`: nothing leads there from `{TransitionDocument.Start}`");
            }
        }
    }

    public void LookBack()
    {
        foreach (var after in _document.After)
        {
            foreach (var earlier in after.Earlier)
            {
                if (WhyNever(earlier) is { } never)
                {
                    Say(after.Line, after.Column, "never-callable", $"`{after.Key.Written}` can never be called, because it needs `{earlier.Written}`: {never}");
                }
                else if (_document.NeverAfter.Any(refused => refused.Key.Includes(after.Key) && refused.Earlier.Any(other => other.Includes(earlier))))
                {
                    Say(after.Line, after.Column, "never-callable", $"`{after.Key.Written}` can never be called: it needs `{earlier.Written}` before, and must not come after it");
                }
                else if (Needs(earlier, after.Key, []))
                {
                    Say(after.Line, after.Column, "never-callable", $"`{after.Key.Written}` can never be called: it needs `{earlier.Written}` before, which needs `{after.Key.Written}`");
                }
            }
        }
    }

    // Whether one tool needs another, by whatever way.
    private bool Needs(NamePattern tool, NamePattern sought, HashSet<NamePattern> seen) =>
        sought.Includes(tool) || (seen.Add(tool) && _document.After.Any(after => after.Key.Includes(tool) && after.Earlier.Any(earlier => Needs(earlier, sought, seen))));

    // A pattern of several names is in doubt only where all of them are forbidden.
    private string? WhyNever(NamePattern pattern)
    {
        if (_document.ForbiddenTools.FirstOrDefault(forbidden => forbidden.Includes(pattern)) is { } forbidden)
        {
            return $"`forbidden_tools` has `{forbidden.Written}`";
        }

        return _document.AllowedTools.Count > 0 && !_document.AllowedTools.Any(allowed => StateGraph.Meet(allowed, pattern)) ? "`allowed_tools` does not have it" : null;
    }

    private void Say(int line, int column, string code, string message, string? help = null) =>
        All.Add(new Diagnostic(Severity.Warning, _document.Path, line, column, code, message, help));
}
