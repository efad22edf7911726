namespace PolicyGuard.Rules.Compiled;

/// <summary>Three letters side by side, as one number.</summary>
internal static class Trigram
{
    public static ulong At(ReadOnlySpan<char> text, int start) => text[start] | ((ulong)text[start + 1] << 16) | ((ulong)text[start + 2] << 32);

    /// <summary>Those of some texts.</summary>
    public static IEnumerable<ulong> All(IEnumerable<string> texts) =>
        from text in texts
        from start in Enumerable.Range(0, Math.Max(0, text.Length - 2))
        select At(text, start);
}
