using System.Numerics;
using System.Text;

namespace PolicyGuard.Taint.Layers;

/// <summary>The name of the member whose value is read, and which detectors may know the value by it.</summary>
internal sealed class MemberName
{
    // No password is longer; a text has detectors of its own.
    private const int LongestValue = 16 * 1024;
    private const int LongestName = 256;

    private readonly Scratch<char> _chars = new();
    private readonly ulong[] _marks = new ulong[ScanRun.MostMarks];
    private DetectorSet _set = DetectorSet.BuiltIn;
    private int _length;
    private int _arrays;

    /// <summary>Whether any detector may know the value by its name.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Begins a message.</summary>
    public void Begin(DetectorSet set) => (_set, IsKnown) = (set, false);

    /// <summary>Takes a name.</summary>
    public void Name(ReadOnlySpan<byte> utf8)
    {
        IsKnown = false;
        _arrays = 0;
        if (utf8.Length is 0 or > LongestName)
        {
            return;
        }

        var marks = _marks.AsSpan(0, _set.Words);
        _set.MarkName(utf8, marks);
        if (marks.ContainsAnyExcept(0UL))
        {
            var chars = _chars.Take(utf8.Length);
            _length = Encoding.UTF8.GetChars(utf8, chars);
            IsKnown = true;
        }
    }

    /// <summary>Goes into an array: the items of one directly under the member have its name, too.</summary>
    public void BeginArray() => IsKnown &= _arrays++ == 0;

    /// <summary>Goes into an object, or out of anything: the name no longer counts.</summary>
    public void Leave() => IsKnown = false;

    /// <summary>Asks the detectors that may know the value.</summary>
    public void Ask(ReadOnlySpan<char> value, ValueHits hits)
    {
        if (!IsKnown || value.Length > LongestValue)
        {
            return;
        }

        var name = _chars.Take(_length).AsSpan(0, _length);
        for (var word = 0; word < _set.Words; word++)
        {
            for (var left = _marks[word]; left != 0; left &= left - 1)
            {
                var index = (word * 64) + BitOperations.TrailingZeroCount(left);
                if (index < _set.Detectors.Length && _set.Detectors[index].OfMember(name, value) is { Length: > 0 } hit)
                {
                    hits.Add(_set.Detectors[index], value.Slice(hit.Start, hit.Length), hit.Start, hit.Start + hit.Length, null);
                }
            }
        }
    }

    /// <summary>Forgets the name.</summary>
    public void Forget()
    {
        _chars.Forget();
        IsKnown = false;
    }
}
