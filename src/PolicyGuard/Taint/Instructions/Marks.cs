namespace PolicyGuard.Taint.Instructions;

/// <summary>Collects marks, and how far each governs: to its closing one, else to the end of its paragraph.</summary>
internal sealed class Marks(int textLength)
{
    private const int Most = 256;
    private readonly List<Mark> _marks = [];

    public IReadOnlyList<Mark> All => _marks;

    /// <summary>Whether no more marks are kept.</summary>
    public bool IsFull => _marks.Count >= Most;

    /// <summary>Lets the last mark govern all that follows: a text with so many is one thing, and is looked at once.</summary>
    public void GovernTheRest() => _marks[^1] = _marks[^1] with { End = textLength, Closed = true, Weight = Math.Max(_marks[^1].Weight, InstructionScan.Strong) };

    public void Add(int start, int end, InstructionKind kind, double weight) => _marks.Add(new Mark(start, end, kind, weight, null, true));

    public void Open(int start, int end, InstructionKind kind, double weight, string? name = null) =>
        _marks.Add(new Mark(start, Math.Min(end, textLength), kind, weight, name, false));

    public void Close(string name, int end)
    {
        for (var i = _marks.Count - 1; i >= 0; i--)
        {
            if (!_marks[i].Closed && string.Equals(_marks[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                _marks[i] = _marks[i] with { End = end, Closed = true };
                return;
            }
        }
    }

    /// <summary>One mark, with what it governs.</summary>
    internal readonly record struct Mark(int Start, int End, InstructionKind Kind, double Weight, string? Name, bool Closed);
}
