namespace PolicyGuard.Taint.Detectors.Secrets;

/// <summary>Counts characters, for Shannon's entropy: how little of a text its other characters foretell.</summary>
internal ref struct Histogram(Span<int> counts)
{
    /// <summary>How many counters it needs; characters beyond ASCII share the last one.</summary>
    public const int Size = 128;

    private readonly Span<int> _counts = counts;
    private int _total;

    /// <summary>Bits per character, 0 to 7; 0 where nothing was counted.</summary>
    public readonly double Entropy
    {
        get
        {
            var sum = 0.0;
            foreach (var count in _counts)
            {
                if (count > 0)
                {
                    var share = (double)count / _total;
                    sum -= share * Math.Log2(share);
                }
            }

            return sum;
        }
    }

    /// <summary>Counts a text's characters.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            _counts[Math.Min((int)c, Size - 1)]++;
        }

        _total += text.Length;
    }

    /// <summary>The entropy of one text, in bits per character.</summary>
    public static double Of(ReadOnlySpan<char> text)
    {
        var histogram = new Histogram(stackalloc int[Size]);
        histogram.Add(text);
        return histogram.Entropy;
    }
}
