namespace PolicyGuard.Governance.Import;

/// <summary>What was taken over from another program's files, and what was odd about them.</summary>
/// <param name="Sections">One per file.</param>
public sealed record ImportReport(IReadOnlyList<ImportSection> Sections)
{
    /// <summary>Whether everything that was found is here now.</summary>
    public bool IsWhole => Sections.All(static section => section.Failed.Count == 0);
}

/// <summary>What became of one file.</summary>
/// <param name="File">Its name.</param>
public sealed record ImportSection(string File)
{
    private readonly List<string> _failed = [];
    private readonly List<string> _odd = [];

    /// <summary>Whether there was such a file.</summary>
    public bool IsThere { get; internal set; }

    /// <summary>How many records it holds.</summary>
    public int Found { get; internal set; }

    /// <summary>How many were taken over; in a dry run, would be.</summary>
    public int Taken { get; internal set; }

    /// <summary>How many were here already and were left as they are.</summary>
    public int Kept { get; internal set; }

    /// <summary>What was not taken over, and why.</summary>
    public IReadOnlyList<string> Failed => _failed;

    /// <summary>What somebody should look at.</summary>
    public IReadOnlyList<string> Odd => _odd;

    internal void Fail(string what) => _failed.Add(what);

    internal void Note(string what) => _odd.Add(what);
}
