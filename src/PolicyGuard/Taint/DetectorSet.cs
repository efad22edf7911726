using System.Collections.Immutable;
using PolicyGuard.Calls;
using PolicyGuard.Taint.Detectors;
using PolicyGuard.Taint.Detectors.Content;
using PolicyGuard.Taint.Detectors.Personal;
using PolicyGuard.Taint.Layers;

namespace PolicyGuard.Taint;

/// <summary>Detectors in the order in which they name findings, with the index over what they look for. Immutable.</summary>
public sealed class DetectorSet
{
    private const int CueBits = 5;

    private readonly AnchorFilter _text = new();
    private readonly AnchorFilter _names = new();
    private readonly ulong[] _everyMember;
    private readonly ulong[][] _cued = new ulong[1 << CueBits][];
    private readonly ulong[][] _uncued = new ulong[1 << CueBits][];

    private readonly DetectorSet? _results;
    private DetectorSet? _joined;
    private readonly IdWalk _ids;
    private readonly ImmutableArray<Detector> _alone;

    internal DetectorSet(IEnumerable<Detector> detectors, Allowances? allowed = null, bool concealed = true, DetectorSet? results = null)
    {
        _results = results;
        FindsConcealed = concealed;
        Detectors = [.. detectors];
        Allowed = allowed ?? Allowances.None;
        Words = ((Detectors.Length + 1) / 64) + 1;
        if (Words > ScanRun.MostMarks)
        {
            throw new ArgumentException($"{Detectors.Length} detectors are more than a scan can mark", nameof(detectors));
        }

        _everyMember = new ulong[Words];
        for (var cues = 0; cues < 1 << CueBits; cues++)
        {
            _cued[cues] = new ulong[Words];
            _uncued[cues] = new ulong[Words];
        }

        for (var i = 0; i < Detectors.Length; i++)
        {
            Index(Detectors[i], i);
        }

        _ids = new IdWalk(Detectors, Words);
        _alone = [.. Detectors.Where(static d => d.KnowsAlone)];
    }

    /// <summary>The detectors that come with the program.</summary>
    public static DetectorSet BuiltIn { get; } = new([.. SecretDetectors.All, .. PersonalDetectors.All]);

    /// <summary>
    /// What is looked for in results beside these: text that works on its reader, orders to agents and what people cannot see. Arguments are not
    /// looked at so: what is found in them is masked, and this is no secret.
    /// </summary>
    public DetectorSet Results => _results ?? Content;

    /// <summary>These and <see cref="Results"/>, so that a result is read once.</summary>
    public DetectorSet WithResults => _joined ??= new DetectorSet([.. Detectors, .. Results.Detectors], Allowed, FindsConcealed, Results);

    /// <summary>The detectors of text that works on its reader.</summary>
    internal static DetectorSet Content { get; } = new([.. ContentDetectors.All], concealed: false);

    /// <summary>The detectors, for people; the two that are no detectors of a form come last.</summary>
    public IReadOnlyList<DetectorInfo> List() =>
    [
        .. Detectors.Select(static d => new DetectorInfo(d.Id, d.Label, d.Description)),
        .. _results is null && this == Content ? [] : Results.Detectors.Select(static d => new DetectorInfo(d.Id, d.Label, d.Description)),
        .. FindsConcealed ? [new DetectorInfo(Concealment.Id, LabelSet.Secret, "a drawn word that somebody hid")] : (DetectorInfo[])[],
        new DetectorInfo(Scanner.Unscanned, ValueHits.Doubt, "something that was left unread, because the work for one message is bounded"),
    ];

    internal ImmutableArray<Detector> Detectors { get; }

    internal Allowances Allowed { get; }

    /// <summary>Whether drawn words are findings because somebody hid them.</summary>
    internal bool FindsConcealed { get; }

    /// <summary>How many words of 64 bits the marks of one text take.</summary>
    internal int Words { get; }

    /// <summary>The bit that says that the text, read backwards, holds an anchor.</summary>
    internal int Backwards => Detectors.Length;

    /// <summary>The bit that says that the text's rot13 holds an anchor.</summary>
    internal int Rot13 => Detectors.Length + 1;

    /// <summary>Sets the bits of the detectors that a text has to be put to, and of its mirrored forms.</summary>
    /// <returns>How many anchors were compared to it.</returns>
    internal int Mark(ReadOnlySpan<byte> utf8, Cues cues, Span<ulong> marks)
    {
        marks.Clear();
        var compared = _text.Find(utf8, marks);
        for (var word = 0; word < marks.Length; word++)
        {
            marks[word] = (marks[word] & ~_uncued[(int)cues][word]) | _cued[(int)cues][word];
        }

        return compared;
    }

    /// <summary>Takes back the bits of detectors that a closer look at the text shows to be without a hit.</summary>
    internal void Narrow(ReadOnlySpan<char> text, Span<ulong> marks) => _ids.Narrow(text, marks);

    /// <summary>The detectors that may know a text that is nothing but one value.</summary>
    internal ImmutableArray<Detector> Alone => _alone;

    /// <summary>Sets the bits of the detectors that may know a member by its name.</summary>
    internal int MarkName(ReadOnlySpan<byte> utf8, Span<ulong> marks)
    {
        _everyMember.CopyTo(marks);
        return _names.Find(utf8, marks);
    }

    private void Index(Detector detector, int mark)
    {
        foreach (var anchor in detector.Anchors.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            _text.Add(anchor, mark);
            if (detector.IsMirrored && Mirror.Rot13(anchor) is { } rotated)
            {
                _text.Add(rotated, Rot13);
                _text.Add(Mirror.Backwards(anchor), Backwards);
            }
        }

        foreach (var anchor in detector.MemberAnchors?.Distinct(StringComparer.OrdinalIgnoreCase) ?? [])
        {
            _names.Add(anchor, mark);
        }

        if (detector.MemberAnchors is { Count: 0 })
        {
            _everyMember[mark >> 6] |= 1UL << mark;
        }

        for (var cues = 0; cues < 1 << CueBits; cues++)
        {
            var shown = detector.Cues == Cues.None || ((Cues)cues & detector.Cues) != 0;
            if (detector.Anchors.Count == 0 && shown)
            {
                _cued[cues][mark >> 6] |= 1UL << mark;
            }
            else if (!shown)
            {
                _uncued[cues][mark >> 6] |= 1UL << mark;
            }
        }
    }
}
