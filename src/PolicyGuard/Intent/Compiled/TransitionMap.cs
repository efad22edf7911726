using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Text;

namespace PolicyGuard.Intent.Compiled;

/// <summary>
/// What may follow what. The state is the latest tool of the flow that has an entry. A tool that the map does not name anywhere is refused, or,
/// with <c>unlisted: allow</c>, passes and moves nothing, as does then a tool that is named without an entry of its own: so neither launders the state.
/// </summary>
internal sealed class TransitionMap
{
    private readonly TransitionDocument[] _entries;
    private readonly TransitionDocument? _start;
    private readonly NamePattern[] _named;
    private readonly bool _allowUnlisted;

    public TransitionMap(IntentDocument document)
    {
        _entries = [.. document.Transitions.Where(static entry => entry.Key is not null)];
        _start = document.Transitions.FirstOrDefault(static entry => entry.Key is null);
        _named = [.. document.Transitions.SelectMany(static entry => entry.Key is null ? entry.Next : entry.Next.Prepend(entry.Key))];
        _allowUnlisted = document.AllowUnlisted;
    }

    public IntentObjection? Judge(CanonicalName tool, string? upstream, IntentPath path, Predicate<PathStep> governs)
    {
        if (StateOf(path, governs, out var atStart) is { } state)
        {
            return Follow(tool, upstream, state);
        }

        if (atStart && _start is not null)
        {
            return Permits(_start, tool, upstream) ? null : Refuse($"does not let a flow begin with it; first {MayBe(_start.Next)}");
        }

        return _allowUnlisted || IsNamed(tool, upstream) ? null : Unlisted();
    }

    private IntentObjection? Follow(CanonicalName tool, string? upstream, PathStep state)
    {
        var entries = EntriesOf(state);
        if (!_allowUnlisted && !entries.Exists(entry => entry.Key!.Matches(state.Tool, wide: false, state.Upstream)))
        {
            return Refuse($"says nothing of what may follow {Spelled.Of(state)}, so nothing may");
        }

        if (entries.Find(static entry => entry.Next.Count == 0) is not null)
        {
            return Refuse($"lets nothing follow {Spelled.Of(state)}");
        }

        if (entries.TrueForAll(entry => Permits(entry, tool, upstream)))
        {
            return null;
        }

        if (!IsNamed(tool, upstream))
        {
            return _allowUnlisted ? null : Unlisted();
        }

        return Refuse($"does not allow it after {Spelled.Of(state)}; next {string.Join(", and at once ", entries.Select(static entry => MayBe(entry.Next)))}");
    }

    private PathStep? StateOf(IntentPath path, Predicate<PathStep> governs, out bool atStart)
    {
        atStart = true;
        foreach (var step in path.Steps)
        {
            if (!governs(step))
            {
                continue;
            }

            atStart = false;
            if (EntriesOf(step).Count > 0 || (!_allowUnlisted && IsNamed(step.Tool, step.Upstream)))
            {
                return step;
            }
        }

        return null;
    }

    // An entry that names the tool exactly counts alone; of globs all that meet it, also in the wide reading: one more never loosens.
    private List<TransitionDocument> EntriesOf(PathStep step)
    {
        var met = _entries.Where(entry => entry.Key!.Matches(step.Tool, wide: true, step.Upstream)).ToList();
        var exact = met.Where(entry => entry.Key!.Literal(opaque: false) is not null && entry.Key.Matches(step.Tool, wide: false, step.Upstream)).ToList();
        return exact.Count > 0 ? exact : met;
    }

    private bool IsNamed(CanonicalName tool, string? upstream) => Array.Exists(_named, pattern => pattern.Matches(tool, wide: false, upstream));

    private static bool Permits(TransitionDocument entry, CanonicalName tool, string? upstream) =>
        entry.Next.Any(pattern => pattern.Matches(tool, wide: false, upstream));

    private static string MayBe(IEnumerable<NamePattern> next) => Spelled.Of(next) is { Length: > 0 } list ? $"may be {list}" : "may be nothing";

    private static IntentObjection Refuse(string why) => new(Reasons.IntentTransition, why);

    private IntentObjection Unlisted() => Refuse($"does not name it in its transitions; they name {Spelled.Of(_named)}");
}
