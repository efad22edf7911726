using PolicyGuard.Scan.Python;

namespace PolicyGuard.Scan.Flow;

/// <summary>The inputs that a value depends on; immutable. At most eight are told apart, which is enough to show one flow.</summary>
internal sealed class TaintSet
{
    private const int Most = 8;

    public static readonly TaintSet None = new([]);

    private readonly TaintPart[] _parts;

    private TaintSet(TaintPart[] parts) => _parts = parts;

    public IReadOnlyList<TaintPart> Parts => _parts;

    public bool IsNone => _parts.Length == 0;

    public static TaintSet Of(Atom atom, Trail trail) => new([new TaintPart(atom, Hazard.None, trail)]);

    /// <summary>Both: where they share an input, what it can do by either.</summary>
    public TaintSet Union(TaintSet other)
    {
        if (other.IsNone || ReferenceEquals(this, other))
        {
            return this;
        }

        if (IsNone)
        {
            return other;
        }

        List<TaintPart>? parts = null;
        foreach (var part in other._parts)
        {
            var at = Array.FindIndex(_parts, mine => mine.Atom == part.Atom);
            if (at < 0)
            {
                parts ??= [.. _parts];
                if (parts.Count < Most)
                {
                    parts.Add(part);
                }
            }
            else if ((_parts[at].Clean & part.Clean) != _parts[at].Clean)
            {
                parts ??= [.. _parts];
                parts[at] = part with { Clean = _parts[at].Clean & part.Clean };
            }
        }

        return parts is null ? this : new TaintSet([.. parts]);
    }

    /// <summary>The same inputs, which can no longer do this.</summary>
    public TaintSet Without(Hazard hazards) => (hazards & Hazard.All) == Hazard.All ? None : Map(part => part with { Clean = part.Clean | hazards });

    /// <summary>What a string literal is known by; see <see cref="Hazard.NoQuoteInside"/>.</summary>
    public const Hazard Literal = Hazard.Quoted | Hazard.NoQuoteInside;

    /// <summary>The same inputs; what is known to be a string literal is no code.</summary>
    public TaintSet Settled() => Map(static part => (part.Clean & Literal) == Literal ? part with { Clean = part.Clean | Hazard.Code } : part);

    /// <summary>The same inputs, as if nothing had cleaned them: decoding undoes what encoding did.</summary>
    public TaintSet Raw() => Map(static part => part with { Clean = Hazard.None });

    /// <summary>One station more on every way.</summary>
    public TaintSet Through(string file, Place at, string what) => Map(part => part with { Trail = Trail.Add(part.Trail, file, at, what) });

    /// <summary>Changes every part.</summary>
    public TaintSet Map(Func<TaintPart, TaintPart> change)
    {
        if (IsNone)
        {
            return this;
        }

        var parts = new TaintPart[_parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = change(_parts[i]);
        }

        return new TaintSet(parts);
    }
}
