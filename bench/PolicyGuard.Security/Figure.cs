namespace PolicyGuard.Security;

/// <summary>One measured share.</summary>
/// <param name="File">The file that was replayed.</param>
/// <param name="Name">What is counted; unique within the file.</param>
/// <param name="Count">How many.</param>
/// <param name="Of">Out of how many: the denominator.</param>
/// <param name="Wanted">The least share that is wanted, or the most where <paramref name="Fewer"/>; null where it is only told.</param>
/// <param name="Fewer">Whether less is better.</param>
internal sealed record Figure(string File, string Name, int Count, int Of, double? Wanted = null, bool Fewer = false)
{
    /// <summary>The share, 0 to 1; not a number where nothing was counted.</summary>
    public double Share => (double)Count / Of;

    /// <summary>Whether the wanted share is reached; true where none is wanted or nothing was counted.</summary>
    public bool Reached => Wanted is not { } wanted || Of == 0 || (Fewer ? Share <= wanted : Share >= wanted);
}
