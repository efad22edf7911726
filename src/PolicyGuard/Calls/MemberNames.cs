using System.Buffers;

namespace PolicyGuard.Calls;

/// <summary>Where a member's name lies: in the document, or (negative, complemented) in the scratch of unescaped names.</summary>
internal readonly record struct MemberName(int At, int Length);

/// <summary>
/// The names of the members of every object that is still open, to find a name that comes twice. A few names are compared one by one;
/// from the seventeenth on an object's names go into a <see cref="MemberNameIndex"/>, so the work stays linear however many there are.
/// No name is copied unless it is written with escapes.
/// </summary>
internal ref struct MemberNames
{
    private const int Few = 16;

    private readonly ReadOnlySpan<byte> _utf8;
    private Span<MemberName> _names;
    private MemberName[]? _rentedNames;
    private int _count;
    private Frame[] _frames;
    private int _depth;
    private int _serial;
    private byte[]? _scratch;
    private int _scratchUsed;
    private MemberNameIndex _index;

    public MemberNames(ReadOnlySpan<byte> utf8, Span<MemberName> room)
    {
        _utf8 = utf8;
        _names = room;
        _frames = ArrayPool<Frame>.Shared.Rent(64);
    }

    /// <summary>An object begins.</summary>
    public void Open()
    {
        if (_depth == _frames.Length)
        {
            _frames = Grow(_frames, _depth);
        }

        _frames[_depth++] = new Frame { First = _count, Serial = ++_serial };
    }

    /// <summary>The innermost object ends; its names are forgotten.</summary>
    public void Close() => _count = _frames[--_depth].First;

    /// <summary>Adds a name that lies in the document. False where the object has it already.</summary>
    public bool Add(ReadOnlySpan<byte> name, int at)
    {
        ref var frame = ref _frames[_depth - 1];
        if (frame.Count >= Few)
        {
            return AddToIndex(ref frame, name, at);
        }

        foreach (var known in _names.Slice(frame.First, frame.Count))
        {
            if (known.Length == name.Length && Bytes(known).SequenceEqual(name))
            {
                return false;
            }
        }

        if (_count == _names.Length)
        {
            GrowNames();
        }

        _names[_count++] = new MemberName(at, name.Length);
        frame.Count++;
        return true;
    }

    /// <summary>Room to unescape a name into; follow with <see cref="AddScratch"/>.</summary>
    public Span<byte> Scratch(int length)
    {
        _scratch ??= ArrayPool<byte>.Shared.Rent(Math.Max(256, length));
        if (_scratch.Length - _scratchUsed < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_scratch.Length * 2, _scratchUsed + length));
            _scratch.AsSpan(0, _scratchUsed).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = larger;
        }

        return _scratch.AsSpan(_scratchUsed, length);
    }

    /// <summary>Adds the name that was unescaped into <see cref="Scratch"/>. False where the object has it already.</summary>
    public bool AddScratch(int length)
    {
        var at = _scratchUsed;
        _scratchUsed += length;
        return Add(_scratch.AsSpan(at, length), ~at);
    }

    public readonly void Dispose()
    {
        ArrayPool<Frame>.Shared.Return(_frames);
        if (_rentedNames is not null)
        {
            ArrayPool<MemberName>.Shared.Return(_rentedNames);
        }

        if (_scratch is not null)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
        }

        _index.Dispose();
    }

    private bool AddToIndex(ref Frame frame, ReadOnlySpan<byte> name, int at)
    {
        if (frame.Count == Few)
        {
            foreach (var known in _names.Slice(frame.First, Few))
            {
                _index.Add(frame.Serial, known, Bytes(known), _utf8, _scratch);
            }
        }

        frame.Count++;
        return _index.Add(frame.Serial, new MemberName(at, name.Length), name, _utf8, _scratch);
    }

    private readonly ReadOnlySpan<byte> Bytes(MemberName name) =>
        name.At >= 0 ? _utf8.Slice(name.At, name.Length) : _scratch.AsSpan(~name.At, name.Length);

    private void GrowNames()
    {
        var larger = ArrayPool<MemberName>.Shared.Rent(_names.Length * 2);
        _names.CopyTo(larger);
        if (_rentedNames is not null)
        {
            ArrayPool<MemberName>.Shared.Return(_rentedNames);
        }

        _names = _rentedNames = larger;
    }

    private static Frame[] Grow(Frame[] frames, int used)
    {
        var larger = ArrayPool<Frame>.Shared.Rent(used * 2);
        frames.AsSpan(0, used).CopyTo(larger);
        ArrayPool<Frame>.Shared.Return(frames);
        return larger;
    }

    // One open object. The serial number tells its names from those of other objects in the index.
    private struct Frame
    {
        public int First;
        public int Count;
        public int Serial;
    }
}
