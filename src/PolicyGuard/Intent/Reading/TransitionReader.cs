using PolicyGuard.Text;

namespace PolicyGuard.Intent.Reading;

/// <summary>Reads the mappings from a tool to tools.</summary>
internal sealed class TransitionReader(KeyReader keys, ToolPatterns patterns, Complaints complaints)
{
    /// <summary><c>allowed_transitions</c>.</summary>
    public IReadOnlyList<TransitionDocument> Transitions()
    {
        var read = new List<TransitionDocument>();
        foreach (var entry in Entries("allowed_transitions"))
        {
            var isStart = entry.Key.Text == TransitionDocument.Start;
            var key = isStart ? null : patterns.One(entry.Key);
            var next = patterns.Of(Targets(entry));
            if (isStart || key is not null)
            {
                read.Add(new TransitionDocument(key, next, entry.Key.Line, entry.Key.Column));
            }
        }

        return read;
    }

    /// <summary><c>after</c> and <c>never_after</c>.</summary>
    public IReadOnlyList<LookBackDocument> LookBack(string name)
    {
        var read = new List<LookBackDocument>();
        foreach (var entry in Entries(name))
        {
            var key = patterns.One(entry.Key);
            var earlier = patterns.Of(Targets(entry));
            if (entry.Value is SourceList { Items.Count: 0 })
            {
                complaints.Error(entry.Value, "empty-list", $"`{name}.{entry.Key.Text}` is empty", "leave the key out where it asks for nothing");
            }
            else if (key is not null)
            {
                read.Add(new LookBackDocument(key, earlier, entry.Key.Line, entry.Key.Column));
            }
        }

        return read;
    }

    private IReadOnlyList<SourceEntry> Entries(string name) => keys.MapOf(name)?.Entries ?? [];

    private IReadOnlyList<SourceScalar> Targets(SourceEntry entry)
    {
        var one = new KeyReader(new SourceMap(entry.Key.Line, entry.Key.Column, [entry]), "a transition", [entry.Key.Text], complaints);
        var targets = one.List(entry.Key.Text);
        foreach (var start in targets.Where(static target => target.Text == TransitionDocument.Start))
        {
            complaints.Error(start, "bad-glob", $"`{TransitionDocument.Start}` is the start of a flow; nothing leads to it");
        }

        return [.. targets.Where(static target => target.Text != TransitionDocument.Start)];
    }
}
