namespace PolicyGuard.Taint.Detectors.Personal;

/// <summary>A number as people write it: digits in groups with single signs between. Reads a bounded piece of the text, so walking on by it stays linear.</summary>
internal ref struct DigitGroups
{
    private readonly Span<char> _digits;
    private readonly Span<int> _sizes;

    /// <summary>Makes room.</summary>
    /// <param name="digits">As many digits as may be read.</param>
    /// <param name="sizes">As many groups as may be read.</param>
    public DigitGroups(Span<char> digits, Span<int> sizes)
    {
        _digits = digits;
        _sizes = sizes;
    }

    /// <summary>How many digits there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many groups there are.</summary>
    public int Groups { get; private set; }

    /// <summary>After the last digit.</summary>
    public int End { get; private set; }

    /// <summary>Whether more digits follow than there is room for.</summary>
    public bool Overflows { get; private set; }

    /// <summary>The digits.</summary>
    public readonly ReadOnlySpan<char> Digits => _digits[..Count];

    /// <summary>How many digits each group has.</summary>
    public readonly ReadOnlySpan<int> Sizes => _sizes[..Groups];

    /// <summary>Reads from a digit on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the first digit stands.</param>
    /// <param name="signs">What may stand between two groups; one of them at a time.</param>
    public void Read(ReadOnlySpan<char> text, int at, string signs)
    {
        (Count, Groups, Overflows) = (0, 0, false);
        for (var i = at; i < text.Length && char.IsAsciiDigit(text[i]); i++)
        {
            if (Groups == _sizes.Length)
            {
                Overflows = true;
                return;
            }

            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
            {
                if (Count == _digits.Length)
                {
                    // A group that does not fit is left out whole.
                    Count -= i - start;
                    Overflows = true;
                    return;
                }

                _digits[Count++] = text[i++];
            }

            _sizes[Groups++] = i - start;
            End = i;
            if (i >= text.Length || !signs.Contains(text[i]))
            {
                return;
            }
        }
    }
}
