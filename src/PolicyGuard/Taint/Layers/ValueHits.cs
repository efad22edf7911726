using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// The hits in one value. Two on the same characters are one: the first detector in catalog order names it, its labels are those of both.
/// </summary>
internal sealed class ValueHits
{
    /// <summary>The id of the finding that says that something was left unread.</summary>
    public const string Unscanned = "unscanned";

    /// <summary>Its label.</summary>
    public static readonly LabelSet Doubt = LabelSet.TryParse("custom:unscanned", out var label) ? label : throw new InvalidOperationException();

    private readonly List<RawHit> _hits = [];
    private DetectorSet _set = DetectorSet.BuiltIn;
    private int _before;
    private LabelSet _labels;

    /// <summary>The hits.</summary>
    public IReadOnlyList<RawHit> All => _hits;

    /// <summary>Begins a message.</summary>
    public void Begin(DetectorSet set)
    {
        _hits.Clear();
        (_set, _before, _labels) = (set, 0, LabelSet.None);
    }

    /// <summary>Begins a value.</summary>
    public void Clear()
    {
        _before += _hits.Count;
        _hits.Clear();
    }

    /// <summary>Whether hits of a label are still wanted. Whoever fills the list with harmless findings must not hide another kind of data behind them.</summary>
    public bool Takes(LabelSet label) => _before + _hits.Count < Scanner.MaxFindings || !_labels.Overlaps(label);

    /// <summary>Whether the operator allows the detector's hits at a place.</summary>
    public bool Allows(RawHit hit, string pointer) => _set.Allowed.IsAllowedAt(hit.Detector, pointer);

    /// <summary>Adds a hit.</summary>
    public void Add(Detector detector, ReadOnlySpan<char> hit, int start, int end, Decoded? layer) =>
        Add(detector.Id, detector.Label, hit, start, end, layer?.Via(), detector.IsContent);

    /// <summary>Adds a hit.</summary>
    public void Add(string id, LabelSet label, ReadOnlySpan<char> hit, int start, int end, string? via, bool isContent = false)
    {
        if (!Takes(label) || _set.Allowed.IsAllowed(id, hit))
        {
            return;
        }

        for (var i = 0; i < _hits.Count; i++)
        {
            var other = _hits[i];
            if (other.IsContent != isContent)
            {
                continue;
            }

            var shared = Math.Min(end, other.End) - Math.Max(start, other.Start);
            // A hit through a layer within one that stands in the open is the same thing seen twice.
            if (2 * shared >= Math.Max(end - start, other.End - other.Start) || (via is not null && other.Via is null && shared == end - start))
            {
                _hits[i] = other with { Label = other.Label.Union(label), Start = Math.Min(start, other.Start), End = Math.Max(end, other.End) };
                _labels = _labels.Union(label);
                return;
            }
        }

        _hits.Add(new RawHit(id, label, start, end, via, isContent));
        _labels = _labels.Union(label);
    }

    /// <summary>Says that something between two places was left unread; once for a value.</summary>
    public void Unread(int start, int end)
    {
        if (!_hits.Exists(static hit => hit.Detector == Unscanned) && Takes(Doubt))
        {
            _hits.Add(new RawHit(Unscanned, Doubt, start, end, null));
            _labels = _labels.Union(Doubt);
        }
    }
}
