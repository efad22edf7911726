using PolicyGuard.Calls;

namespace PolicyGuard.Taint;

/// <summary>Finds one kind of data in a string. Pure and linear in the length of the string; it never backtracks.</summary>
internal abstract class Detector
{
    /// <summary>The id that findings and the ledger carry.</summary>
    public abstract string Id { get; }

    /// <summary>What a hit means.</summary>
    public abstract LabelSet Label { get; }

    /// <summary>The next hit at or after <paramref name="from"/>; length 0 where there is none.</summary>
    public abstract Hit Next(ReadOnlySpan<char> text, int from);

    /// <summary>A hit: where, and how long.</summary>
    internal readonly record struct Hit(int Start, int Length)
    {
        /// <summary>No hit.</summary>
        public static readonly Hit None = new(0, 0);
    }

    /// <summary>How many characters from <paramref name="from"/> on satisfy the class.</summary>
    protected static int Run(ReadOnlySpan<char> text, int from, System.Buffers.SearchValues<char> allowed)
    {
        var rest = text[from..];
        var end = rest.IndexOfAnyExcept(allowed);
        return end < 0 ? rest.Length : end;
    }
}
