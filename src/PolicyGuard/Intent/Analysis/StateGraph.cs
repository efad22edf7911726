using PolicyGuard.Text;

namespace PolicyGuard.Intent.Analysis;

/// <summary>The entries of a policy's transitions, and which lead to which. Globs that overlap count as leading there.</summary>
internal sealed class StateGraph(IntentDocument document)
{
    /// <summary>The entries without the start.</summary>
    public IReadOnlyList<TransitionDocument> Keys { get; } = [.. document.Transitions.Where(static entry => entry.Key is not null)];

    /// <summary>The start, or null where any tool may come first.</summary>
    public TransitionDocument? Start { get; } = document.Transitions.FirstOrDefault(static entry => entry.Key is null);

    /// <summary>The entries that may follow an entry directly.</summary>
    public IEnumerable<TransitionDocument> After(TransitionDocument entry) => Keys.Where(key => entry.Next.Any(next => Meet(next, key.Key!)));

    /// <summary>The entries that may follow at some time, each with the entries on a shortest way to it.</summary>
    public Dictionary<TransitionDocument, IReadOnlyList<TransitionDocument>> ReachedFrom(TransitionDocument from)
    {
        var reached = new Dictionary<TransitionDocument, IReadOnlyList<TransitionDocument>>(ReferenceEqualityComparer.Instance);
        var open = new Queue<(TransitionDocument Entry, IReadOnlyList<TransitionDocument> Way)>([(from, [])]);
        while (open.TryDequeue(out var here))
        {
            foreach (var next in After(here.Entry))
            {
                IReadOnlyList<TransitionDocument> way = here.Entry == from ? [] : [.. here.Way, here.Entry];
                if (reached.TryAdd(next, way))
                {
                    open.Enqueue((next, way));
                }
            }
        }

        return reached;
    }

    /// <summary>Whether two patterns have a name in common, as far as that is plain.</summary>
    public static bool Meet(NamePattern a, NamePattern b) => a.Includes(b) || b.Includes(a) || Takes(a, b.Sample()) || Takes(b, a.Sample());

    private static bool Takes(NamePattern pattern, string? name) =>
        name is not null && CanonicalName.TryCreate(name, out var canonical, out _) && pattern.Matches(canonical!, wide: false);
}
