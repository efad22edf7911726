namespace PolicyGuard.Flows;

/// <summary>
/// What is left of fingerprints that were dropped: whether one was among them, not where it came from. A Bloom filter (Bloom 1970) of 512 KiB
/// with six bits for each: at its fullest it takes two of 100,000 strange fingerprints for one that was put in, and misses none that was.
/// </summary>
internal sealed class FadedPrints
{
    /// <summary>How many it takes before it says too much.</summary>
    public const int Most = 120_000;

    private const int Bits = 1 << 22;
    private const int Marks = 6;
    private readonly ulong[] _words = new ulong[Bits / 64];

    /// <summary>How many were put in.</summary>
    public int Count { get; private set; }

    /// <summary>Puts one in.</summary>
    public void Add(ulong hash)
    {
        Count++;
        for (var i = 0; i < Marks; i++)
        {
            var bit = Bit(hash, i);
            _words[bit >> 6] |= 1UL << (int)(bit & 63);
        }
    }

    /// <summary>Whether it was put in, or looks so.</summary>
    public bool Has(ulong hash)
    {
        for (var i = 0; i < Marks; i++)
        {
            var bit = Bit(hash, i);
            if ((_words[bit >> 6] & (1UL << (int)(bit & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    // Two halves of a keyed 64-bit hash serve as well as independent ones (Kirsch and Mitzenmacher 2006); the second is made odd, so that all six differ.
    private static uint Bit(ulong hash, int i) => ((uint)hash + ((uint)i * ((uint)(hash >> 32) | 1))) & (Bits - 1);
}
