using PolicyGuard.Calls;
using PolicyGuard.Flows;
using PolicyGuard.Intent.Compiled;
using PolicyGuard.Text;

namespace PolicyGuard.Intent;

/// <summary>An intent policy as compiled; immutable. It decides from the name of a tool and the path of the flow, and from nothing else.</summary>
/// <remarks>
/// What tightens reads patterns widely, what loosens carefully (see <see cref="NamePattern"/>), so that neither a namespace, nor letter case, nor
/// look-alike letters open what was shut. The order: forbidden, not allowed, never after, after, transitions.
/// </remarks>
public sealed class IntentPolicy
{
    private readonly ToolLists _lists;
    private readonly TransitionMap? _transitions;
    private readonly LookBack _lookBack;

    internal IntentPolicy(IntentDocument document)
    {
        Document = document;
        _lists = new ToolLists(document);
        _transitions = document.Transitions.Count == 0 ? null : new TransitionMap(document);
        _lookBack = new LookBack(document);
        Hash = IntentHash.Of(document);
    }

    /// <summary>The policy as written.</summary>
    public IntentDocument Document { get; }

    /// <summary>The policy's name.</summary>
    public string Name => Document.Name;

    /// <summary>SHA-256 over what the policy says, lower-case hex. Two files that say the same have one hash.</summary>
    public string Hash { get; }

    /// <summary>Whether the policy asks what happened before; only then is a path kept.</summary>
    public bool LooksBack => _transitions is not null || !_lookBack.IsEmpty;

    /// <summary>What the policy says of a tool whatever happened before: a refusal by its lists, or undecided.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="upstream">The upstream at which it lives, or null.</param>
    public IntentVerdict Outright(CanonicalName tool, string? upstream) => Say(_lists.Judge(tool, upstream));

    /// <summary>What the policy says of a target that is no tool: a refusal where it is forbidden, or undecided.</summary>
    /// <param name="target">The resource, prompt or method.</param>
    /// <param name="upstream">The upstream at which it lives, or null.</param>
    public IntentVerdict OfOther(CanonicalName target, string? upstream) => Say(_lists.Forbid(target, upstream));

    /// <summary>What the policy says of a call.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="upstream">The upstream at which it lives, or null.</param>
    /// <param name="path">The flow's path.</param>
    /// <param name="governs">Whether a step of the path was under this policy; only such move its transitions. Null means that all were.</param>
    public IntentVerdict Judge(CanonicalName tool, string? upstream, IntentPath path, Predicate<PathStep>? governs = null)
    {
        var objection = _lists.Judge(tool, upstream)
            ?? _lookBack.Judge(tool, upstream, path)
            ?? _transitions?.Judge(tool, upstream, path, governs ?? (static _ => true));
        return Say(objection) is { Stand: IntentStand.Refused } refused ? refused : Undecided(Document.FastPathAllow && _lists.HasAllowed);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private IntentVerdict Say(IntentObjection? objection) => objection is null
        ? Undecided(allowed: false)
        : new IntentVerdict(IntentStand.Refused, $"intent policy `{Name}` {objection.Why}") { Policy = Name, Reason = objection.Reason };

    private IntentVerdict Undecided(bool allowed) => allowed
        ? new IntentVerdict(IntentStand.Allowed, $"intent policy `{Name}` allows it") { Policy = Name }
        : new IntentVerdict(IntentStand.Undecided, $"intent policy `{Name}` does not refuse it") { Policy = Name };
}
