using System.Buffers;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>A token that says what it is: a literal of its own, and runs of known alphabets and lengths around it.</summary>
internal sealed class TokenForm : Detector
{
    // Less than two bits are a few characters over and over: what documentation writes where a token goes.
    private const double LeastEntropy = 2.0;

    private readonly TokenPattern _pattern;
    private readonly TokenPart _anchor;
    private readonly SearchValues<string>? _literals;
    private readonly double _entropy;

    /// <summary>A form of the tables.</summary>
    /// <param name="id">The detector's id.</param>
    /// <param name="pattern">As <see cref="TokenPattern"/> reads it; must hold a literal.</param>
    /// <param name="entropy">Bits per character that the runs need.</param>
    public TokenForm(string id, string pattern, double entropy = LeastEntropy)
    {
        Id = id;
        _pattern = new TokenPattern(pattern);
        _anchor = _pattern.Parts[_pattern.Anchor];
        _literals = _anchor.Literals.Count == 1 ? null : SearchValues.Create([.. _anchor.Literals], StringComparison.Ordinal);
        _entropy = entropy;
    }

    public override string Id { get; }

    public override LabelSet Label => LabelSet.Secret;

    public override IReadOnlyList<string> Anchors => _anchor.Literals;

    public override Hit Next(ReadOnlySpan<char> text, int from)
    {
        Span<int> counts = stackalloc int[Histogram.Size];
        for (var at = from; at < text.Length; at++)
        {
            var next = _literals is null ? text[at..].IndexOf(_anchor.Literals[0], StringComparison.Ordinal) : text[at..].IndexOfAny(_literals);
            if (next < 0)
            {
                break;
            }

            at += next;
            counts.Clear();
            var body = new Histogram(counts);
            var start = _pattern.MatchBackward(text, at, from, ref body);
            if (start < 0 || !_pattern.BeginsAt(text, start))
            {
                continue;
            }

            var end = _pattern.MatchForward(text, at + _anchor.LiteralAt(text[at..])!.Length, _pattern.Anchor + 1, ref body);
            if (end >= 0 && _pattern.EndsAt(text, end) && body.Entropy >= _entropy)
            {
                return new Hit(start, end - start);
            }
        }

        return Hit.None;
    }
}
