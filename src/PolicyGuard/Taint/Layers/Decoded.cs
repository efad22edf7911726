using System.Numerics;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// A text that was read through a layer: of each character where in the text before it stood, and whether the layer had changed it. One object
/// serves many texts, one after the other.
/// </summary>
internal sealed class Decoded
{
    // What one scan needed once is kept for the next; a giant is not.
    private const int MostKept = 1 << 18;

    private char[] _text = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private Mark[] _marks = [];
    private int _wholeStart;
    private int _wholeEnd;
    private bool _whole;
    private int _most;

    /// <summary>How a character came about.</summary>
    public enum Mark : byte
    {
        /// <summary>It stood there.</summary>
        Same,

        /// <summary>The layer made it, or took something away beside it.</summary>
        Changed,

        /// <summary>It was written so that it could be read by other than eyes and plain search, although nothing made that necessary.</summary>
        Concealed,
    }

    /// <summary>How many characters.</summary>
    public int Length { get; private set; }

    /// <summary>Which layer; for findings.</summary>
    public string Layer { get; private set; } = "";

    /// <summary>The text before this layer, or null where it is the value itself.</summary>
    public Decoded? Outer { get; private set; }

    /// <summary>How many layers, this one included.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether this layer or one outside was guessed: nothing in the text says that it is to be read so.</summary>
    public bool Guessed { get; private set; }

    /// <summary>The kinds of this layer and those outside.</summary>
    public LayerKinds Kinds { get; private set; }

    /// <summary>Whether the whole text stands for one stretch of the text before.</summary>
    public bool IsWhole => _whole;

    public ReadOnlySpan<char> Text => _text.AsSpan(0, Length);

    public ReadOnlySpan<Mark> Marks => _marks.AsSpan(0, Length);

    /// <summary>Begins a text.</summary>
    public void Begin(Decoded? outer, LayerKinds kind, string layer)
    {
        (Outer, Layer, Length, _whole) = (outer, layer, 0, false);
        Depth = (outer?.Depth ?? 0) + 1;
        Kinds = (outer?.Kinds ?? LayerKinds.None) | kind;
        Guessed = outer?.Guessed == true || (kind & LayerKinds.Guesses) != 0;
    }

    /// <summary>Names the layer, where that is known only at the end.</summary>
    public void Name(string layer) => Layer = layer;

    /// <summary>Adds a character that stands for a stretch of the text before.</summary>
    public void Add(char c, int start, int end, Mark mark)
    {
        Reserve(1);
        _text[Length] = c;
        _starts[Length] = start;
        _ends[Length] = end;
        _marks[Length++] = mark;
    }

    /// <summary>Adds characters that stand there as they are.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="start">Where they stand in the text before.</param>
    /// <param name="first">The mark of the first one; of the others it is <see cref="Mark.Same"/>.</param>
    public void Copy(ReadOnlySpan<char> text, int start, Mark first = Mark.Same)
    {
        if (text.IsEmpty)
        {
            return;
        }

        Reserve(text.Length);
        text.CopyTo(_text.AsSpan(Length));
        Count(_starts.AsSpan(Length, text.Length), start);
        Count(_ends.AsSpan(Length, text.Length), start + 1);
        _marks.AsSpan(Length, text.Length).Clear();
        _marks[Length] = first;
        Length += text.Length;
    }

    /// <summary>Room for a text all of which stands for one stretch of the text before.</summary>
    public Span<char> Whole(int start, int end, int length)
    {
        Length = 0;
        Reserve(length);
        _marks.AsSpan(0, length).Fill(Mark.Concealed);
        (_whole, _wholeStart, _wholeEnd, Length) = (true, start, end, length);
        return _text.AsSpan(0, length);
    }

    /// <summary>Room for as many characters as the text before has, in which the one at a place may stand for that at another.</summary>
    public Span<char> Mirrored(int length, bool backwards)
    {
        Reserve(length);
        for (var i = 0; i < length; i++)
        {
            _starts[i] = backwards ? length - 1 - i : i;
            _ends[i] = _starts[i] + 1;
        }

        _marks.AsSpan(0, length).Fill(Mark.Changed);
        Length = length;
        return _text.AsSpan(0, length);
    }

    /// <summary>Marks the last character, since something beside it was taken away.</summary>
    public void Touch(Mark mark)
    {
        if (Length > 0 && _marks[Length - 1] < mark)
        {
            _marks[Length - 1] = mark;
        }
    }

    /// <summary>Whether the layer changed anything between two places.</summary>
    public bool Touched(int start, int end) => _marks.AsSpan(start, end - start).ContainsAnyExcept(Mark.Same);

    /// <summary>Whether the layer changed something that the layer before it had changed already.</summary>
    public bool Interlocks()
    {
        for (var i = 0; i < Length; i++)
        {
            if (_marks[i] != Mark.Same && Outer!.Touched(_starts[i], _ends[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where characters of this text stand in the value itself.</summary>
    public (int Start, int End) InValue(int start, int end)
    {
        for (var layer = this; layer is not null; layer = layer.Outer)
        {
            (start, end) = layer.Before(start, end);
        }

        return (start, end);
    }

    /// <summary>The layers, outermost first.</summary>
    public string Via() => Outer is null ? Layer : $"{Outer.Via()}>{Layer}";

    /// <summary>Forgets what was read: it may be secret.</summary>
    public void Forget()
    {
        if (_text.Length > MostKept)
        {
            (_text, _starts, _ends, _marks) = ([], [], [], []);
        }
        else
        {
            Array.Clear(_text, 0, _most);
        }

        (Length, Outer, _most) = (0, null, 0);
    }

    private (int Start, int End) Before(int start, int end)
    {
        if (_whole)
        {
            return (_wholeStart, _wholeEnd);
        }

        var (low, high) = (int.MaxValue, 0);
        // Only a text that was turned round does not rise; its ends tell as much.
        foreach (var i in (ReadOnlySpan<int>)[start, end - 1])
        {
            (low, high) = (Math.Min(low, _starts[i]), Math.Max(high, _ends[i]));
        }

        return (low, high);
    }

    private static void Count(Span<int> to, int first)
    {
        while (to.Length >= Vector<int>.Count)
        {
            Vector.CreateSequence(first, 1).CopyTo(to);
            to = to[Vector<int>.Count..];
            first += Vector<int>.Count;
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] = first + i;
        }
    }

    private void Reserve(int more)
    {
        _most = Math.Max(_most, Length + more);
        if (_text.Length - Length >= more)
        {
            return;
        }

        // Doubled, but not beyond what is kept where that is enough.
        var need = Length + more;
        var size = Math.Max(need, need <= MostKept ? Math.Min(Math.Max(256, 2 * _text.Length), MostKept) : 2 * _text.Length);
        Array.Resize(ref _text, size);
        Array.Resize(ref _starts, size);
        Array.Resize(ref _ends, size);
        Array.Resize(ref _marks, size);
    }
}
