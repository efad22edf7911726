using System.Runtime.InteropServices;
using System.Text;

namespace PolicyGuard.Taint.Layers;

/// <summary>
/// Puts the strings of one object or array together where one ends and the next begins without a blank: a token in parts has no blanks. Of longer
/// strings only the last and the first word count. What stands in an inner object or array is put together there.
/// </summary>
internal sealed class Siblings
{
    private const int LongestPiece = 512;
    private const int LongestChain = 16 * 1024;
    private const int MostKept = 1 << 18;

    private readonly List<Part> _parts = [];
    private readonly List<int> _levels = [];
    private readonly List<int> _seams = [];
    private char[] _text = [];
    private int _length;
    private int _most;

    /// <summary>A string's part in what was put together.</summary>
    /// <param name="At">Where it begins in the text.</param>
    /// <param name="Length">How long it is.</param>
    /// <param name="Start">Where that is in the string, in UTF-16 units.</param>
    /// <param name="Place">The string's place in its object or array.</param>
    public readonly record struct Part(int At, int Length, int Start, JsonPath.Level Place);

    /// <summary>Begins a message.</summary>
    public void Begin()
    {
        _parts.Clear();
        _levels.Clear();
        _length = 0;
    }

    /// <summary>Goes into an object or array.</summary>
    public void Enter() => _levels.Add(_parts.Count);

    /// <summary>Goes out of it.</summary>
    public void Leave()
    {
        Drop();
        _levels.RemoveAt(_levels.Count - 1);
    }

    /// <summary>Takes a string.</summary>
    /// <param name="utf8">The string without escapes.</param>
    /// <param name="place">Its place.</param>
    /// <returns>Whether a chain ends in it: look at <see cref="Chain"/>, then <see cref="Restart"/> with the same string.</returns>
    public bool Add(ReadOnlySpan<byte> utf8, JsonPath.Level place)
    {
        if (_levels.Count == 0 || utf8.IsEmpty)
        {
            return false;
        }

        var blank = utf8.IndexOfAnyInRange((byte)0, (byte)' ');
        if (Parts.IsEmpty)
        {
            Restart(utf8, place);
            return false;
        }

        var head = blank < 0 ? utf8 : utf8[..blank];
        var whole = blank < 0 && head.Length <= LongestPiece;
        Append(head[..Math.Min(head.Length, LongestPiece)], 0, place);
        if (whole && _length - Parts[0].At <= LongestChain)
        {
            return false;
        }

        if (HasChain)
        {
            return true;
        }

        Restart(utf8, place);
        return false;
    }

    /// <summary>Begins a chain with the last word of a string.</summary>
    public void Restart(ReadOnlySpan<byte> utf8, JsonPath.Level place)
    {
        Drop();
        var tail = utf8[(utf8.LastIndexOfAnyInRange((byte)0, (byte)' ') + 1)..];
        if (tail.Length > LongestPiece)
        {
            // Not in the middle of a character.
            tail = tail[^LongestPiece..];
            while (tail.Length > 0 && (tail[0] & 0xC0) == 0x80)
            {
                tail = tail[1..];
            }
        }

        Append(tail, Encoding.UTF8.GetCharCount(utf8[..^tail.Length]), place);
    }

    /// <summary>Whether two or more parts of the object or array were put together.</summary>
    public bool HasChain => _levels.Count > 0 && Parts.Length > 1;

    /// <summary>The parts of the innermost object or array.</summary>
    public ReadOnlySpan<Part> Parts => CollectionsMarshal.AsSpan(_parts)[_levels[^1]..];

    /// <summary>Whether the items of an array are one word that was cut at a fixed width: of one length, and the last one of another. Ids in a list are all of one length, or of many.</summary>
    public bool IsCut()
    {
        const int ShortestCut = 4;
        var parts = Parts;
        if (parts.Length < 3 || parts[0].Length < ShortestCut || parts[^1].Length == parts[0].Length || parts[^1].Length > 2 * parts[0].Length || !parts[0].Place.IsArray || parts[0].Place.Index != 0)
        {
            return false;
        }

        foreach (var part in parts[..^1])
        {
            if (part.Length != parts[0].Length || part.Start != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What was put together, and where in it each part begins.</summary>
    public ReadOnlySpan<char> Chain(out ReadOnlySpan<int> seams)
    {
        var first = Parts[0].At;
        _seams.Clear();
        foreach (var part in Parts)
        {
            _seams.Add(part.At - first);
        }

        seams = CollectionsMarshal.AsSpan(_seams);
        return _text.AsSpan(first, _length - first);
    }

    /// <summary>Forgets what was read.</summary>
    public void Forget()
    {
        if (_text.Length > MostKept)
        {
            _text = [];
        }
        else
        {
            Array.Clear(_text, 0, _most);
        }

        _most = 0;
        Begin();
    }

    private void Append(ReadOnlySpan<byte> utf8, int start, JsonPath.Level place)
    {
        if (utf8.IsEmpty)
        {
            return;
        }

        if (_text.Length < _length + utf8.Length)
        {
            Array.Resize(ref _text, Math.Max(1024, 2 * (_length + utf8.Length)));
        }

        var count = Encoding.UTF8.GetChars(utf8, _text.AsSpan(_length));
        _parts.Add(new Part(_length, count, start, place));
        _length += count;
        _most = Math.Max(_most, _length);
    }

    private void Drop()
    {
        if (!Parts.IsEmpty)
        {
            _length = Parts[0].At;
            _parts.RemoveRange(_levels[^1], _parts.Count - _levels[^1]);
        }
    }
}
