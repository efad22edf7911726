using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using PolicyGuard.Calls;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// One scan of one message: its buffers and what it may still spend. Each value is put to the detectors as it is, then what it holds in layers, one
/// inside the other. The work is bounded: layers are read three deep, and no more characters are decoded than a multiple of what came in. Where the
/// bound is reached, a finding says so.
/// </summary>
internal sealed class ScanRun
{
    /// <summary>How many layers are read, one inside the other.</summary>
    public const int Deepest = 3;

    private const int FreeCharacters = 64 * 1024;
    private const int PerCharacter = 8;
    private const int MostGuesses = 4;
    private const int LongestAlone = 64;

    /// <summary>The most words of 64 bits that the marks of detectors may take.</summary>
    public const int MostMarks = 16;

    [ThreadStatic]
    private static ScanRun? _spare;

    private readonly Decoded[] _layers = [new(), new(), new(), new()];
    private readonly Scratch<byte> _utf8 = new();
    private readonly Scratch<byte> _bytes = new();
    private readonly Scratch<byte> _inflated = new();
    private readonly Scratch<char> _chars = new();
    private readonly Scratch<char> _mirrored = new();
    private DetectorSet _set = DetectorSet.BuiltIn;
    private long _budget;
    private long _share;
    private int _guesses;
    private int _length;

    /// <summary>What was done so far: characters read and anchors compared. Tests count work by it.</summary>
    public long Work { get; private set; }

    /// <summary>The hits in the value that was looked at last.</summary>
    public ValueHits Hits { get; } = new();

    /// <summary>Where the values of a message are made readable.</summary>
    public Scratch<byte> Source { get; } = new();

    /// <summary>The values of one object or array, to be put together.</summary>
    public Siblings Siblings { get; } = new();

    /// <summary>Where the reader stands.</summary>
    public List<JsonPath.Level> Path { get; } = [];

    /// <summary>The name of the member whose value is read.</summary>
    public MemberName Member { get; } = new();

    /// <summary>Begins a scan.</summary>
    /// <param name="set">The detectors.</param>
    /// <param name="length">The length of the message.</param>
    public static ScanRun Begin(DetectorSet set, int length)
    {
        var run = _spare ?? new ScanRun();
        _spare = null;
        run._set = set;
        run._budget = (4 * FreeCharacters) + (2L * PerCharacter * length);
        (run.Work, run._guesses) = (0, MostGuesses);
        run.Hits.Begin(set);
        run.Siblings.Begin();
        run.Member.Begin(set);
        run.Path.Clear();
        return run;
    }

    /// <summary>Ends it, and forgets what was read.</summary>
    public void End()
    {
        foreach (var layer in _layers)
        {
            layer.Forget();
        }

        _utf8.Forget();
        _bytes.Forget();
        _inflated.Forget();
        _chars.Forget();
        _mirrored.Forget();
        Source.Forget();
        Siblings.Forget();
        Member.Forget();
        Hits.Clear();
        _spare = this;
    }

    /// <summary>Looks at one value; what is found stands in <see cref="Hits"/>.</summary>
    /// <param name="utf8">The value without escapes.</param>
    /// <param name="member">Whether it belongs to the member that <see cref="Member"/> names.</param>
    /// <param name="alone">Whether it is a plain text, which may be nothing but one value.</param>
    public void Value(ReadOnlySpan<byte> utf8, bool member, bool alone)
    {
        Hits.Clear();
        Work += utf8.Length;
        var signs = TextSigns.Of(utf8, out var cues);
        Span<ulong> marks = stackalloc ulong[MostMarks];
        marks = marks[.._set.Words];
        Work += _set.Mark(utf8, cues, marks);
        if (signs == Signs.None && !marks.ContainsAnyExcept(0UL) && !(member && Member.IsKnown))
        {
            return;
        }

        var buffer = _chars.Take(utf8.Length);
        var text = buffer.AsSpan(0, Encoding.UTF8.GetChars(utf8, buffer));
        _length = text.Length;
        _share = FreeCharacters + ((long)PerCharacter * text.Length);
        if (member)
        {
            Member.Ask(text, Hits);
        }

        _set.Narrow(text, marks);
        Detect(text, marks, null);
        if (alone && (cues & Cues.Digit) != 0)
        {
            Alone(text);
        }

        Reading.Read(text, signs, marks, _set, null, _layers[0], this);
    }

    /// <summary>Looks at values of one object or array that were put together.</summary>
    /// <param name="text">The values.</param>
    /// <param name="seams">Where each begins.</param>
    /// <param name="isCut">Whether they are one word that was cut at a fixed width.</param>
    public void Together(ReadOnlySpan<char> text, ReadOnlySpan<int> seams, bool isCut)
    {
        var mark = isCut ? Decoded.Mark.Concealed : Decoded.Mark.Changed;
        Hits.Clear();
        _length = text.Length;
        _share = FreeCharacters + ((long)PerCharacter * text.Length);
        var joined = _layers[0];
        joined.Begin(null, LayerKinds.Siblings, "joined");
        for (var i = 0; i < seams.Length; i++)
        {
            var end = i + 1 < seams.Length ? seams[i + 1] : text.Length;
            joined.Copy(text[seams[i]..end], seams[i], i == 0 ? Decoded.Mark.Same : mark);
            joined.Touch(i + 1 < seams.Length ? mark : Decoded.Mark.Same);
        }

        Look(joined);
    }

    /// <summary>Looks at a text that came through a layer.</summary>
    public void Look(Decoded decoded)
    {
        var text = decoded.Text;
        if (_share < text.Length || _budget < text.Length)
        {
            Hits.Unread(0, _length);
            return;
        }

        (_share, _budget, Work) = (_share - text.Length, _budget - text.Length, Work + text.Length);
        var buffer = _utf8.Take(Encoding.UTF8.GetMaxByteCount(text.Length));
        var utf8 = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
        var signs = TextSigns.Of(utf8, out var cues);
        Span<ulong> marks = stackalloc ulong[MostMarks];
        marks = marks[.._set.Words];
        Work += _set.Mark(utf8, cues, marks);
        _set.Narrow(text, marks);
        Detect(text, marks, decoded);
        if (_set.FindsConcealed)
        {
            Concealment.Look(decoded, Hits);
        }

        if (decoded.Depth < Deepest)
        {
            Reading.Read(text, signs, marks, _set, decoded, _layers[decoded.Depth], this);
        }
        else if ((signs & Signs.Blob) != 0 && Blobs.Nests(text, decoded))
        {
            var (start, end) = decoded.InValue(0, decoded.Length);
            Hits.Unread(start, end);
        }
    }

    /// <summary>Takes note that something was left unread, between two places of a layer's text or, where that is null, of the value.</summary>
    public void Unread(Decoded? layer, int start, int end)
    {
        var (from, to) = layer?.InValue(start, end) ?? (start, end);
        Hits.Unread(from, to);
    }

    /// <summary>Room for decoded bytes.</summary>
    public byte[] Bytes(int length) => _bytes.Take(length);

    /// <summary>Room for what was compressed.</summary>
    public byte[] Inflated() => _inflated.Take(Inflation.MostBytes);

    /// <summary>Room for a mirrored run.</summary>
    public char[] Characters(int length) => _mirrored.Take(length);

    /// <summary>Whether one more run may be tried as compressed bytes that do not say so: a failure costs far more than a look.</summary>
    public bool MayGuessDeflate() => _guesses-- > 0;

    private void Alone(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestAlone || Hits.All.Count > 0)
        {
            return;
        }

        foreach (var detector in _set.Alone)
        {
            if (detector.OfMember("", text) is { Length: > 0 } hit)
            {
                Hits.Add(detector, text.Slice(hit.Start, hit.Length), hit.Start, hit.Start + hit.Length, null);
            }
        }
    }

    private void Detect(ReadOnlySpan<char> text, ReadOnlySpan<ulong> marks, Decoded? layer)
    {
        for (var word = 0; word < marks.Length; word++)
        {
            for (var left = marks[word]; left != 0; left &= left - 1)
            {
                var index = (word * 64) + BitOperations.TrailingZeroCount(left);
                if (index >= _set.Detectors.Length || (layer is { Guessed: true } && _set.Detectors[index].IsContent))
                {
                    continue;
                }

                try
                {
                    Detect(text, _set.Detectors[index], layer);
                }
                catch (RegexMatchTimeoutException)
                {
                    // A pattern that could not look at all of it has said nothing about it.
                    Unread(layer, 0, text.Length);
                }
            }
        }
    }

    private void Detect(ReadOnlySpan<char> text, Detector detector, Decoded? layer)
    {
        for (var from = 0; from < text.Length && Hits.Takes(detector.Label);)
        {
            var hit = detector.Next(text, from);
            if (hit.Length == 0)
            {
                break;
            }

            from = hit.Start + hit.Length;
            if (layer is null)
            {
                Hits.Add(detector, text.Slice(hit.Start, hit.Length), hit.Start, from, null);
            }
            else if (layer.Touched(hit.Start, from) && (!layer.Guessed || detector.IsTelling(text.Slice(hit.Start, hit.Length))))
            {
                var (start, end) = layer.InValue(hit.Start, from);
                Hits.Add(detector, text.Slice(hit.Start, hit.Length), start, end, layer);
            }
        }
    }
}
