namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>
/// An id that is known by how it is written and by its check digits: one row of a table. Looks from one run of digits to the next, because every shape has
/// digits, and turns most of them away by their length.
/// </summary>
internal sealed class ShapedId : PersonalDetector
{
    private static readonly ContextWords NoWords = new();
    private readonly Shape[] _shapes;
    private readonly int _telling;
    private readonly uint _runs;
    private readonly int _least;

    /// <summary>One row.</summary>
    /// <param name="id">The detector's id.</param>
    /// <param name="source">What proves it, and where that is written.</param>
    /// <param name="telling">Shapes that say by themselves what they are, once the check holds.</param>
    /// <param name="weak">Shapes that need one of the words.</param>
    public ShapedId(string id, string source, string[]? telling = null, string[]? weak = null)
    {
        Id = id;
        Source = source;
        _shapes = [.. (telling ?? []).Concat(weak ?? []).Select(picture => new Shape(picture))];
        _telling = telling?.Length ?? 0;
        _runs = _shapes.Aggregate(0u, static (runs, shape) => runs | (shape.FirstRun == 0 ? uint.MaxValue : 1u << shape.FirstRun));
        _least = _shapes.Min(static shape => shape.Number);
    }

    public delegate bool Test(ReadOnlySpan<char> id);

    public override string Id { get; }

    public override string Source { get; }

    public override Evidence Evidence => _telling > 0 ? Evidence.Strong : Evidence.Contextual;

    public override IReadOnlyList<string> Anchors => _telling > 0 ? [] : Words.Anchors;

    public override Cues Cues => Cues.Digit;

    public override IReadOnlyList<string> MemberAnchors => Words.NameAnchors;

    public override bool KnowsAlone => HasCheckDigit;

    /// <summary>How it can be written.</summary>
    public ReadOnlySpan<Shape> Shapes => _shapes;

    /// <summary>What says that a weak shape is meant.</summary>
    public ContextWords Words { get; init; } = NoWords;

    /// <summary>What the letters (as capitals) and digits must satisfy.</summary>
    public Test Check { get; init; } = static _ => true;

    /// <summary>Whether <see cref="Check"/> computes a check digit or check letter.</summary>
    public bool HasCheckDigit { get; init; }

    /// <summary>What a telling shape must satisfy as well where no word is near.</summary>
    public Test Proof { get; init; } = static _ => true;

    public override Hit Next(ReadOnlySpan<char> text, int from) => Find(text, from);

    public override Hit OfMember(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (Words.Names(name))
        {
            return Find(value, 0, named: true);
        }

        // A text that no name explains and that is nothing but one number with a right check digit.
        if (name.IsEmpty && HasCheckDigit)
        {
            var hit = Find(value, 0, alone: true);
            return hit.Length == value.Trim().Length ? hit : Hit.None;
        }

        return Hit.None;
    }

    /// <summary>Whether the id stands at a place, written as one of <see cref="Shapes"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it would begin.</param>
    /// <param name="shape">Which shape.</param>
    /// <param name="id">Room for <see cref="Shape.Longest"/> characters.</param>
    public bool Stands(ReadOnlySpan<char> text, int start, int shape, Span<char> id) => Stands(text, start, shape, id, named: false, alone: false);

    private bool Stands(ReadOnlySpan<char> text, int start, int s, Span<char> id, bool named, bool alone)
    {
        var shape = _shapes[s];
        if (shape.Read(text, start, id) is not (> 0 and var count))
        {
            return false;
        }

        var end = start + shape.Length;
        var read = id[..count];
        return Edges.Before(text, start, shape.Spaced) && Edges.After(text, end, shape.Spaced) && Check(read)
            && (named || ((alone || s < _telling) && Proof(read)) || Words.Near(text, start, end));
    }

    private Hit Find(ReadOnlySpan<char> text, int from, bool named = false, bool alone = false)
    {
        Span<char> id = stackalloc char[Shape.Longest];
        for (var i = from; i < text.Length;)
        {
            var at = DigitRuns.Next(text, i, _least);
            if (at < 0)
            {
                break;
            }

            i = DigitRuns.End(text, at);
            var run = i - at;
            var wanted = 1u << Math.Min(run, 31);
            if ((_runs & wanted) == 0)
            {
                continue;
            }

            for (var s = 0; s < _shapes.Length; s++)
            {
                var shape = _shapes[s];
                if (shape.FirstRun > 0 && shape.FirstRun != run)
                {
                    continue;
                }

                foreach (var first in shape.FirstDigits)
                {
                    var start = at - first;
                    if (start >= from && Stands(text, start, s, id, named, alone))
                    {
                        return new Hit(start, shape.Length);
                    }
                }
            }
        }

        return Hit.None;
    }
}
