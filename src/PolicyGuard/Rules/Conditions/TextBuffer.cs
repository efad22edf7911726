using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PolicyGuard.Rules.Conditions;

/// <summary>A piece of a <see cref="TextBuffer"/>.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    /// <summary>No text, not even an empty one.</summary>
    public static readonly Slice None = new(0, -1);
}

/// <summary>Characters side by side, in one array that is used again and again.</summary>
internal sealed class TextBuffer
{
    private const int KeptChars = 64 * 1024;
    private char[] _chars = new char[512];
    private int _used;

    public ReadOnlySpan<char> Span(Slice slice) => _chars.AsSpan(slice.Start, slice.Length);

    public void Clear() => _used = 0;

    /// <summary>Gives the array back if it is large; whether it was.</summary>
    public bool Release()
    {
        if (_chars.Length <= KeptChars)
        {
            return false;
        }

        ArrayPool<char>.Shared.Return(_chars);
        _chars = new char[512];
        _used = 0;
        return true;
    }

    /// <summary>Appends the text or name on which a reader stands, unescaped.</summary>
    /// <exception cref="InvalidOperationException">It is not Unicode.</exception>
    public Slice Copy(ref Utf8JsonReader reader)
    {
        Room(reader.ValueSpan.Length);
        return Took(reader.CopyString(_chars.AsSpan(_used)));
    }

    /// <summary>Appends a text.</summary>
    public Slice Append(string text)
    {
        Room(text.Length);
        text.CopyTo(_chars.AsSpan(_used));
        return Took(text.Length);
    }

    /// <summary>Appends ASCII bytes.</summary>
    public Slice Append(ReadOnlySpan<byte> ascii)
    {
        Room(ascii.Length);
        return Took(Encoding.ASCII.GetChars(ascii, _chars.AsSpan(_used)));
    }

    /// <summary>Replaces characters of a slice, or drops those for which there is none; the slice that remains.</summary>
    public Slice Squeeze(Slice slice, Func<char, char?> each)
    {
        var length = 0;
        foreach (var c in Span(slice))
        {
            if (each(c) is { } kept)
            {
                _chars[slice.Start + length++] = kept;
            }
        }

        return slice with { Length = length };
    }

    private Slice Took(int length)
    {
        var slice = new Slice(_used, length);
        _used += length;
        return slice;
    }

    private void Room(int more)
    {
        if (_used + more <= _chars.Length)
        {
            return;
        }

        var wanted = Math.Max(_chars.Length * 2, _used + more);
        var larger = wanted > KeptChars ? ArrayPool<char>.Shared.Rent(wanted) : new char[wanted];
        _chars.AsSpan(0, _used).CopyTo(larger);
        if (_chars.Length > KeptChars)
        {
            ArrayPool<char>.Shared.Return(_chars);
        }

        _chars = larger;
    }
}
